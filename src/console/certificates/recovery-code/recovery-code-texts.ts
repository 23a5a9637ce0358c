import type { Language } from "../../../ui/language.ts";

/** The texts of recovery codes, which are loaded with them. */
interface RecoveryCodeTexts {
  readonly heading: string;
  readonly lead: string;
  readonly issue: string;
  readonly question: (cn: string) => string;
  readonly consequences: string;
  readonly replaces: string;
  readonly issued: (cn: string) => string;
  readonly code: string;
  readonly holder: string;
  readonly validUntil: string;
  readonly address: string;
  readonly noAddress: string;
  readonly once: string;
  readonly copy: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly unused: (by: string, until: string) => string;
  readonly operators: string;
  readonly cancel: string;
  readonly cancelQuestion: (cn: string) => string;
  readonly cancelLead: string;
  readonly cancelled: string;
}

const ja: RecoveryCodeTexts = {
  heading: "再発行コード",
  lead: "証明書の期限が切れた、ファイルをなくしたなどで入れない利用者に、本人を確かめてから渡します。鍵は利用者の端末で作られます。",
  issue: "再発行コードを発行",
  question: (cn) => `${cn} の再発行コードを発行します。よろしいですか？`,
  consequences:
    "このコードを持つ人は、24時間以内に1回、証明書なしで新しい証明書を受け取れます。本人であることを確かめてください。発行したことは、記録と通知に残ります。",
  replaces: "先に発行した未使用のコードは、使えなくなります。",
  issued: (cn) => `${cn} の再発行コード`,
  code: "コード",
  holder: "利用者",
  validUntil: "有効期限",
  address: "入力する場所",
  noAddress: "このサービスには入力する画面がありません。ESTに対応したプログラムで使います。",
  once: "このコードは一度だけ表示されます。閉じる前に、渡すか印刷してください。",
  copy: "コードをコピー",
  copied: "コピーしました。",
  notCopied: "コピーできませんでした。選択してコピーしてください。",
  unused: (by, until) => `${by} が発行した未使用のコードがあります（${until} まで有効）。`,
  operators: "サービスの運用者",
  cancel: "コードを取り消す",
  cancelQuestion: (cn) => `${cn} の再発行コードを取り消します。よろしいですか？`,
  cancelLead: "渡した1つのコードが、すぐに使えなくなります。元には戻せません。必要なら新しく発行してください。",
  cancelled: "コードを取り消しました。",
};

const en: RecoveryCodeTexts = {
  heading: "Recovery code",
  lead: "For a holder who is locked out because the certificate has expired or its file is lost; make sure who it is. The key is made on the holder's device.",
  issue: "Issue a recovery code",
  question: (cn) => `Issue a recovery code for ${cn}?`,
  consequences:
    "Whoever has this code gets the new certificate, once within 24 hours, without presenting one. Make sure who it is. That it was issued is recorded, and told to the notice addresses.",
  replaces: "The unused code that was issued before becomes invalid.",
  issued: (cn) => `Recovery code for ${cn}`,
  code: "Code",
  holder: "Holder",
  validUntil: "Valid until",
  address: "Where to enter it",
  noAddress: "This service has no page to enter it. It is for programs that speak EST.",
  once: "The code is shown once. Hand it over or print it before you close this.",
  copy: "Copy the code",
  copied: "Copied.",
  notCopied: "It could not be copied. Select and copy it.",
  unused: (by, until) => `There is an unused code, issued by ${by}, valid until ${until}.`,
  operators: "the service's operators",
  cancel: "Cancel the code",
  cancelQuestion: (cn) => `Cancel the recovery code for ${cn}?`,
  cancelLead: "The one code that was handed over becomes invalid at once. This cannot be undone; issue another one if needed.",
  cancelled: "The code is cancelled.",
};

/** The texts in a language. */
export function recoveryCodeTexts(language: Language): RecoveryCodeTexts {
  return language === "ja" ? ja : en;
}
