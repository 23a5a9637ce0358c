import type { Language } from "./language.ts";
import { textsEn } from "./texts-en.ts";
import { textsJa } from "./texts-ja.ts";
import type { Texts } from "./texts.ts";

/** The texts of a language. */
export function textsOf(language: Language): Texts {
  return language === "ja" ? textsJa : textsEn;
}
