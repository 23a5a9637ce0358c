import type { Language } from "../../ui/language.ts";

/** The texts of a login again in another window, which few people need. */
interface WindowTexts {
  readonly lead: string;
  readonly blocked: string;
  readonly otherUser: (found: string, expected: string) => string;
  readonly done: string;
  readonly goOn: string;
}

const ja: WindowTexts = {
  lead: "別のウィンドウでログインします。終わると、この画面の操作がそのまま続きます。",
  blocked: "ウィンドウを開けませんでした。このサイトのポップアップを許可して、もう一度押してください。",
  otherUser: (found, expected) =>
    `${found} としてログインしました。この画面の操作を続けるには、${expected} としてログインしてください。`,
  done: "ログインしました",
  goOn: "このウィンドウを閉じて、元の画面に戻ってください。",
};

const en: WindowTexts = {
  lead: "It opens another window. Afterwards, what you were doing here goes on.",
  blocked: "The window could not be opened. Allow this site to open windows, and press again.",
  otherUser: (found, expected) => `You have logged in as ${found}. To go on here, log in as ${expected}.`,
  done: "You are logged in",
  goOn: "Close this window, and go back to the page that you came from.",
};

/** Those texts in a language. */
export function windowTexts(language: Language): WindowTexts {
  return { ja, en }[language];
}
