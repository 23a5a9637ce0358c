import type { Language } from "../../ui/language.ts";
import { ownSecurityEn } from "./own-security-en.ts";
import { ownSecurityJa } from "./own-security-ja.ts";
import type { OwnSecurityTexts } from "./own-security-texts.ts";

/** Those texts in a language. */
export function ownSecurityTexts(language: Language): OwnSecurityTexts {
  return { en: ownSecurityEn, ja: ownSecurityJa }[language];
}
