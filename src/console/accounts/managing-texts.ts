import type { ListedAccount } from "../../protocol/console/accounts.ts";
import type { Language } from "../../ui/language.ts";

/** The texts of what administrators do with the accounts of others, which are loaded with it. */
interface ManagingTexts {
  readonly edit: string;
  readonly editHeading: (name: string) => string;
  readonly lead: string;
  readonly mailHint: string;
  readonly tokensEnd: string;
  readonly save: string;
  readonly saved: (name: string) => string;
  readonly changed: (by: string, at: string) => string;
  readonly operators: string;
  readonly sessions: string;
  readonly sessionsHeading: (name: string) => string;
  readonly noSessions: string;
  readonly endAll: string;
  readonly endedAll: string;
  /** Of the mail with the link. */
  readonly mails: Readonly<Record<NonNullable<ListedAccount["invitationMail"]>, string>>;
  readonly mailFailed: string;
}

const ja: ManagingTexts = {
  edit: "編集",
  editHeading: (name) => `${name} の編集`,
  lead: "保存すると、ログイン中でもすぐに新しい権限になります。権限またはメールアドレスの変更は、アドレスがあればご本人にメールでお知らせします。",
  mailHint: "アカウントについてのお知らせと、初期化したときのリンクを送る宛先です。",
  tokensEnd: "権限を下げると、この人が作成したAPIトークンは失効します。",
  save: "保存",
  saved: (name) => `${name} を保存しました。`,
  changed: (by, at) =>
    `${by} が ${at} に先に変更しました。変更後の内容は下のとおりです。もう一度「保存」を押すと、入力した内容で上書きします。`,
  operators: "サービスの運用者",
  sessions: "ログイン状況",
  sessionsHeading: (name) => `${name} のログイン状況`,
  noSessions: "ログインしていません。",
  endAll: "すべて終了",
  endedAll: "すべてのログインを終了しました。",
  mails: {
    sending: "メールを送っています…",
    sent: "メールでも送りました。",
    failed: "メールを送れませんでした。リンクを、ほかの方法でご本人に渡してください。",
  },
  mailFailed: "リンクのメールを送れませんでした",
};

const en: ManagingTexts = {
  edit: "Edit",
  editHeading: (name) => `Edit ${name}`,
  lead: "The role applies at once, also where they are logged in. Whoever has a mail address is told there of another role or address.",
  mailHint: "Notices about the account go there, and the link if it is reset.",
  tokensEnd: "A lesser role ends the API tokens that they have made.",
  save: "Save",
  saved: (name) => `${name} is saved.`,
  changed: (by, at) => `${by} was first, at ${at}. What they wrote is below. Save again to replace it with what you have entered.`,
  operators: "The service's operators",
  sessions: "Sessions",
  sessionsHeading: (name) => `Where ${name} is logged in`,
  noSessions: "They are not logged in.",
  endAll: "End all",
  endedAll: "All sessions have ended.",
  mails: {
    sending: "It is being sent by mail…",
    sent: "It has also been sent by mail.",
    failed: "The mail could not be sent. Give them the link in another way.",
  },
  mailFailed: "The mail with the link could not be sent",
};

/** Those texts in a language. */
export function managingTexts(language: Language): ManagingTexts {
  return { ja, en }[language];
}
