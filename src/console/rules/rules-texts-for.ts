import type { Language } from "../../ui/language.ts";
import { rulesEn } from "./rules-en.ts";
import { rulesJa } from "./rules-ja.ts";
import type { RulesTexts } from "./rules-texts.ts";

/** The texts of an organisation's rules in a language. */
export function rulesTexts(language: Language): RulesTexts {
  return { ja: rulesJa, en: rulesEn }[language];
}
