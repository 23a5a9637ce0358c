import type { Language } from "../../../ui/language.ts";
import type { BoardTexts } from "./board-texts.ts";
import { boardEn } from "./en.ts";
import { boardJa } from "./ja.ts";

/** The texts of 更新状況 in a language. */
export function boardTextsFor(language: Language): BoardTexts {
  return { en: boardEn, ja: boardJa }[language];
}
