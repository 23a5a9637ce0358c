/** The languages of the user interface. */
export type Language = "ja" | "en";

/** The language for a BCP 47 tag of the page or the browser: Japanese for `ja`, otherwise English. */
export function languageFor(tag: string): Language {
  return /^ja(-|$)/i.test(tag) ? "ja" : "en";
}

/** What indicates the language of a page's readers. */
export interface PageLanguage {
  /** The page's own tag, `<html lang>`; empty if it has none. */
  readonly page: string;
  /** The browser's tag. */
  readonly browser: string;
  /** Whether the page's text contains kana, which only Japanese uses. */
  readonly kana: boolean;
}

/**
 * The language for a page: its own, if its tag names one of ours, otherwise the browser's. Translated pages often keep
 * the `en` of their template, so a page with kana in a Japanese browser counts as Japanese.
 */
export function pageLanguage({ page, browser, kana }: PageLanguage): Language {
  if (languageFor(page) === "ja") return "ja";
  const english = /^en(-|$)/i.test(page);
  return english && !kana ? "en" : languageFor(browser);
}

/** The language that a person can switch to. */
export function otherLanguage(language: Language): Language {
  return language === "ja" ? "en" : "ja";
}
