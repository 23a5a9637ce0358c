import type { Language } from "../../../ui/language.ts";
import { textsEn } from "./en.ts";
import { textsJa } from "./ja.ts";
import type { Texts } from "./texts.ts";

/** The texts of the badge and the notifications in a language. */
export function renewalTexts(language: Language): Texts {
  return { en: textsEn, ja: textsJa }[language];
}
