import type { Language } from "../../ui/language.ts";
import { textsEn } from "./en.ts";
import { textsJa } from "./ja.ts";
import type { Texts } from "./texts.ts";

/** The site's texts in a language. */
export function consoleTexts(language: Language): Texts {
  return { en: textsEn, ja: textsJa }[language];
}
