import { useSite } from "../../session/site.ts";
import { operatorEn } from "./en.ts";
import { operatorJa } from "./ja.ts";
import type { OperatorTexts } from "./operator-texts.ts";

/** The texts of the system operators' screens in the site's language. */
export function useWords(): OperatorTexts {
  return { en: operatorEn, ja: operatorJa }[useSite().language];
}
