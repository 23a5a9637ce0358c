import type { Language } from "../../ui/language.ts";
import type { Texts } from "./texts.ts";

/** The site's texts with the words of the way in to the system operators' site. */
export function forOperators(texts: Texts, language: Language): Texts {
  const words = { ja, en }[language];
  return {
    ...texts,
    title: words.title,
    login: { ...texts.login, lead: words.lead, forgotten: words.forgotten },
    secondFactor: { ...texts.secondFactor, confirmLead: words.confirmLead, lost: words.lost },
    recoveryCodes: { ...texts.recoveryCodes, lead: words.codesLead },
    invitation: { ...texts.invitation, lead: words.invited, incomplete: words.incomplete },
  };
}

const ja = {
  title: "システム運用サイト",
  lead: "システム運用者アカウントでログインしてください。",
  forgotten: "パスワードを忘れたときは、サービスを動かしている人に koshin operator reset を依頼してください。",
  confirmLead: "変更する前に、ご本人であることを確かめます。確認は5分間有効で、操作は記録されます。",
  lost: "認証アプリも回復コードも使えないときは、サービスを動かしている人に koshin operator reset を依頼してください。",
  codesLead: "認証アプリが使えなくなったときに、その代わりに1回ずつ使えます。この画面でしか表示しません。",
  invited: "システム運用サイトへ招待されています。ご自分のパスワードを決めてください。",
  incomplete: "リンクが途中で切れています。リンクを送った人から、リンク全体を受け取ってください。",
};

const en: typeof ja = {
  title: "System operators' site",
  lead: "Log in with the account of a system operator.",
  forgotten: "If you forgot your password, ask whoever runs the service for koshin operator reset.",
  confirmLead:
    "Before this is changed, the service checks that it is you. This holds for five minutes, and what you do is recorded.",
  lost: "If you have neither your authenticator app nor a recovery code, ask whoever runs the service for koshin operator reset.",
  codesLead: "Each replaces the authenticator app once, should you lose it. They are shown here only.",
  invited: "You are invited to the system operators' site. Choose your password.",
  incomplete: "The link is incomplete. Ask whoever sent it for the whole link.",
};
