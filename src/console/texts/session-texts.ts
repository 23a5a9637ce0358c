import type { Language } from "../../ui/language.ts";

/** The texts of lists of sessions, which are loaded with them. */
export interface SessionTexts {
  readonly sites: { readonly console: string; readonly app: string };
  readonly own: string;
  readonly opened: (moment: string) => string;
  readonly seen: (moment: string) => string;
  readonly certificate: (cn: string) => string;
  readonly end: string;
  readonly named: (action: string, session: string) => string;
  readonly ended: string;
}

const ja: SessionTexts = {
  sites: { console: "システム管理サイト", app: "Webアプリ" },
  own: "この画面",
  opened: (moment) => `${moment} にログイン`,
  seen: (moment) => `最後の利用 ${moment}`,
  certificate: (cn) => `証明書 ${cn}`,
  end: "終了",
  named: (action, session) => `${session}: ${action}`,
  ended: "ログインを終了しました。",
};

const en: SessionTexts = {
  sites: { console: "Administrators' site", app: "Web app" },
  own: "this one",
  opened: (moment) => `Logged in ${moment}`,
  seen: (moment) => `last used ${moment}`,
  certificate: (cn) => `certificate ${cn}`,
  end: "End",
  named: (action, session) => `${session}: ${action}`,
  ended: "The session has ended.",
};

/** Those texts in a language. */
export function sessionTexts(language: Language): SessionTexts {
  return { ja, en }[language];
}
