import type { Language } from "../../ui/language.ts";

/** The texts of the notice addresses, which are loaded with them. */
interface NoticeTexts {
  readonly heading: string;
  readonly help: string;
  readonly lead: string;
  readonly none: string;
  readonly noMailServer: string;
  readonly fixed: string;
  readonly webhook: (host: string) => string;
  readonly webhookOperators: string;
  readonly test: string;
  readonly testOf: (address: string) => string;
  readonly notTried: string;
  readonly sent: (at: string) => string;
  /** How a test message failed, and what to do; `failure` is its code. */
  readonly failed: (at: string, failure: string) => string;
  readonly remove: string;
  readonly removeOf: (address: string) => string;
  readonly removeHeading: string;
  readonly removeLead: (address: string) => string;
  readonly removeLast: string;
  readonly removed: (address: string) => string;
  readonly mail: string;
  readonly mailHint: string;
  readonly mailWrong: string;
  readonly add: string;
  readonly added: (address: string) => string;
}

/** The kind of a failure, which decides what to do. */
function kindOf(failure: string): "refused" | "later" | "unknown" | "service" {
  if (failure === "unknown") return "unknown";
  if (failure.startsWith("SMTP 5")) return "refused";
  return failure.startsWith("SMTP 4") ? "later" : "service";
}

const ja: NoticeTexts = {
  heading: "お知らせの送り先",
  help: "テナントの証明書についてのお知らせを受け取るメールアドレスです。利用者へのメールは、ここではなく、証明書ごとの「利用者のメール」に送られます。",
  lead: "証明書の発行、有効期限（90・60・30・14・7・1日前）、ファイルやパスワードの受け渡し、再発行コードの発行を、日本語と英語で知らせます。",
  none: "送り先がありません。ファイルやパスワードが渡されても、誰にも知らされません。",
  noMailServer: "サービスにメールサーバが設定されていないため、メールは送られません。サービスの運用者に連絡してください。",
  fixed: "送り先は、サービスの運用者だけが変更できます。変更は運用者に依頼してください。",
  webhook: (host) => `${host}（Webhook）`,
  webhookOperators: "Webhookは、サービスの運用者だけが変更できます。",
  test: "テストメッセージを送信",
  testOf: (address) => `${address} にテストメッセージを送信`,
  notTried: "テストメッセージは、まだ送られていません。",
  sent: (at) => `${at} にテストメッセージを送信しました。届かないときは、迷惑メールのフォルダも確かめてください。`,
  failed: (at, failure) =>
    ({
      refused: `${at} のテストメッセージは、メールサーバに断られました（${failure}）。アドレスが正しいか確かめ、正しいときはサービスの運用者に連絡してください。`,
      later: `${at} のテストメッセージは、メールサーバに一時的に断られました（${failure}）。しばらく待ってから、もう一度送ってください。`,
      unknown: `${at} のテストメッセージは、届いたかどうか分かりません。受信を確かめ、届いていなければもう一度送ってください。`,
      service: `${at} のテストメッセージを送れませんでした（${failure}）。サービスのメールサーバの問題です。サービスの運用者に連絡してください。`,
    })[kindOf(failure)],
  remove: "削除",
  removeOf: (address) => `${address} を削除`,
  removeHeading: "送り先の削除",
  removeLead: (address) => `${address} には、今後お知らせが届きません。削除したことは、このアドレスにメールで知らせます。`,
  removeLast: "これが最後の送り先です。削除すると、ファイルやパスワードが渡されても、誰にも知らされません。",
  removed: (address) => `${address} を削除しました。`,
  mail: "メールアドレス",
  mailHint: "例: office@clinic.example",
  mailWrong: "メールアドレスを office@clinic.example のように入力してください。",
  add: "追加",
  added: (address) => `${address} を追加しました。テストメッセージで、届くことを確かめてください。`,
};

const en: NoticeTexts = {
  heading: "Notices go to",
  help: "The mail addresses that are told about your tenant's certificates. Mails to holders go to the address on each certificate's page instead.",
  lead: "They are told when certificates are issued or expire (90, 60, 30, 14, 7 days and 1 day before), when files or passwords are handed out, and when recovery codes are issued; in Japanese and English.",
  none: "Nobody is notified, not even when files or passwords are handed out.",
  noMailServer: "No mails are sent, because the service has no mail server. Tell the service's operators.",
  fixed: "Only the service's operators change these addresses. Ask them.",
  webhook: (host) => `${host} (webhook)`,
  webhookOperators: "Only the service's operators change webhooks.",
  test: "Send a test message",
  testOf: (address) => `Send a test message to ${address}`,
  notTried: "No test message has been sent there yet.",
  sent: (at) => `A test message was sent, ${at}. If it does not arrive, look among unwanted mail, too.`,
  failed: (at, failure) =>
    ({
      refused: `The mail server refused the test message, ${at} (${failure}). Check the address; if it is right, tell the service's operators.`,
      later: `The mail server did not accept the test message at that moment, ${at} (${failure}). Wait a while, and send it again.`,
      unknown: `Nobody knows if the test message arrived, ${at}. Look into the mailbox, and send it again if it did not.`,
      service: `The test message could not be sent, ${at} (${failure}). The service's mail server does not work: tell the service's operators.`,
    })[kindOf(failure)],
  remove: "Remove",
  removeOf: (address) => `Remove ${address}`,
  removeHeading: "Remove the address",
  removeLead: (address) => `No more notices are sent to ${address}. A mail tells this address that it was removed.`,
  removeLast: "It is the last one: nobody will be notified, not even when files or passwords are handed out.",
  removed: (address) => `${address} is removed.`,
  mail: "Mail address",
  mailHint: "Example: office@clinic.example",
  mailWrong: "Enter a mail address, such as office@clinic.example.",
  add: "Add",
  added: (address) => `${address} is added. Send a test message to see that it arrives.`,
};

/** In a language. */
export function noticeTexts(language: Language): NoticeTexts {
  return { ja, en }[language];
}
