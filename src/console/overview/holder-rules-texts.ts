import type { HolderRules } from "../../protocol/console/holder-rules.ts";
import type { Language } from "../../ui/language.ts";

/** The texts of what applies to holders, which are loaded with it. */
interface HolderRulesTexts {
  readonly heading: string;
  readonly mails: string;
  readonly mailsHelp: string;
  readonly mailsValue: (days: readonly number[]) => Readonly<Record<HolderRules["mails"], string>>;
  readonly mailsChoices: Readonly<Record<HolderRules["mails"], string>>;
  readonly noMailServer: string;
  readonly otherDevices: string;
  readonly otherDevicesValues: Readonly<Record<HolderRules["otherDevices"], string>>;
  readonly otherDevicesHint: string;
  readonly contact: string;
  readonly contactHelp: string;
  readonly contactHint: string;
  readonly administrators: string;
  readonly edit: string;
  readonly editHeading: string;
  readonly submit: string;
  readonly saved: string;
  readonly editedBy: (by: string, at: string) => string;
  readonly changed: (by: string, at: string) => string;
}

const ja: HolderRulesTexts = {
  heading: "利用者へのお知らせ",
  mails: "期限前のメール",
  mailsHelp: "利用者のメールアドレスが登録された証明書について、有効期限の前に、更新をお願いするメールを利用者に送ります。",
  mailsValue: (days) => ({
    sent: days.length === 0 ? "送らない" : `有効期限の${days.join("、")}日前と、そのあと毎日、新しい証明書が使われるまで`,
    off: "送らない",
  }),
  mailsChoices: { sent: "送る", off: "送らない" },
  noMailServer: "サービスにメールサーバが設定されていないため、メールは送られません。",
  otherDevices: "別の端末での利用",
  otherDevicesValues: { allowed: "同じ証明書のファイルを渡す", refused: "端末ごとに証明書を発行する" },
  otherDevicesHint:
    "端末ごとに発行すると、使われはじめた証明書のファイルとパスワードは、どの端末のためにも渡されません。更新はこれまでどおりできます。",
  contact: "問い合わせ先",
  contactHelp: "利用者へのメールに、困ったときの連絡先として書かれます。",
  contactHint: "メールに書かれます。例: サポート窓口 03-0000-0000",
  administrators: "証明書の管理者",
  edit: "編集",
  editHeading: "利用者へのお知らせの編集",
  submit: "保存",
  saved: "保存しました。",
  editedBy: (by, at) => `${at} ${by} が編集`,
  changed: (by, at) =>
    `${by} が ${at} に先に変更しました。変更後の内容は下のとおりです。もう一度「保存」を押すと、入力した内容で上書きします。`,
};

const en: HolderRulesTexts = {
  heading: "Mails to holders",
  mails: "Mails before expiry",
  mailsHelp: "Whoever has a holder's mail address with a certificate is asked by mail to renew it before it expires.",
  mailsValue: (days) => ({
    sent: days.length === 0 ? "Not sent" : `${days.join(", ")} days before expiry, then daily, until the new certificate is used`,
    off: "Not sent",
  }),
  mailsChoices: { sent: "Sent", off: "Not sent" },
  noMailServer: "No mails are sent, because the service has no mail server.",
  otherDevices: "Another device",
  otherDevicesValues: { allowed: "Gets the file of the same certificate", refused: "Gets a certificate of its own" },
  otherDevicesHint:
    "With one certificate for each device, the file and the password of one that is in use are not handed out any more, for whichever device. Renewals go on as before.",
  contact: "Contact",
  contactHelp: "Whom mails to holders name for their questions.",
  contactHint: "Is in the mails. Example: Support, 03-0000-0000",
  administrators: "The administrators of certificates",
  edit: "Edit",
  editHeading: "Edit mails to holders",
  submit: "Save",
  saved: "Saved.",
  editedBy: (by, at) => `Edited by ${by}, ${at}`,
  changed: (by, at) =>
    `${by} has made a change first, ${at}. It is shown below. Press “Save” again to overwrite it with what you have entered.`,
};

/** In a language. */
export function holderRulesTexts(language: Language): HolderRulesTexts {
  return { ja, en }[language];
}
