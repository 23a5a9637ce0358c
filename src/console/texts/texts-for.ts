import type { Language } from "../../ui/language.ts";
import type { Texts } from "./texts.ts";

/** Loads the site's texts in a language; a view needs only one of them. */
export async function loadTexts(language: Language): Promise<Texts> {
  return language === "ja" ? (await import("./ja.ts")).textsJa : (await import("./en.ts")).textsEn;
}
