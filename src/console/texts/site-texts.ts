import type { Language } from "../../ui/language.ts";
import { isOperatorsSite } from "./operators-site.ts";
import { loadTexts } from "./texts-for.ts";
import type { Texts } from "./texts.ts";

/** Loads the texts of the site that this page is: system operators come in by the same way, with other words. */
export async function loadSiteTexts(language: Language): Promise<Texts> {
  const texts = await loadTexts(language);
  return isOperatorsSite() ? (await import("./way-in-of-operators.ts")).forOperators(texts, language) : texts;
}
