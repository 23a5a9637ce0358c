/** The languages of every surface. */
export type Language = "ja" | "en";

/** The language for a BCP 47 tag of the page or the browser: Japanese where it says so, else English. */
export function languageFor(tag: string): Language {
  return /^ja(-|$)/i.test(tag) ? "ja" : "en";
}

/** The one that a person can change to. */
export function otherLanguage(language: Language): Language {
  return language === "ja" ? "en" : "ja";
}
