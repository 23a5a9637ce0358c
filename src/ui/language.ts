/** The languages of the user interface. */
export type Language = "ja" | "en";

/** The language for a BCP 47 tag of the page or the browser: Japanese for `ja`, otherwise English. */
export function languageFor(tag: string): Language {
  return /^ja(-|$)/i.test(tag) ? "ja" : "en";
}

/** The language that a person can switch to. */
export function otherLanguage(language: Language): Language {
  return language === "ja" ? "en" : "ja";
}
