import { languageFor, type Language } from "../ui/language.ts";

const key = "language";

/** The language of the last visit, else that of the browser. */
export function chosenLanguage(): Language {
  try {
    return languageFor(localStorage.getItem(key) ?? navigator.language);
  } catch {
    // A browser that keeps nothing for the site refuses to say so.
    return languageFor(navigator.language);
  }
}

/** Keeps the chosen language for the next visit, where the browser permits. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // It is chosen again, then.
  }
}
