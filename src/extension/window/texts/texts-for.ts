import type { Language } from "../../../ui/language.ts";
import { textsEn } from "./en.ts";
import { textsJa } from "./ja.ts";
import type { Texts } from "./texts.ts";

/** The window's texts in a language. */
export function windowTexts(language: Language): Texts {
  return { en: textsEn, ja: textsJa }[language];
}
