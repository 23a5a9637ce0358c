import type { Language } from "../../../ui/language.ts";
import { orderEn } from "./order-en.ts";
import { orderJa } from "./order-ja.ts";
import type { OrderTexts } from "./order-texts.ts";

/** The texts of orders from a file, in one of the languages. */
export function orderTexts(language: Language): OrderTexts {
  return { ja: orderJa, en: orderEn }[language];
}
