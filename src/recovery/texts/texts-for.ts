import type { Language } from "../../ui/language.ts";
import { textsEn } from "./en.ts";
import { textsJa } from "./ja.ts";
import type { Texts } from "./texts.ts";

/** The recovery page's texts in a language. */
export function recoveryTexts(language: Language): Texts {
  return { en: textsEn, ja: textsJa }[language];
}
