import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { otherLanguage, type Language } from "../../ui/language.ts";
import { escapeHtml, type Html } from "./html.ts";
import type { Texts } from "./texts/texts.ts";

/** The pages that have a shell of their own, by the shell's name. */
export type PageName = "login" | "menu" | "refused";

/** What fills a shell. */
export interface PageContent {
  readonly language: Language;
  readonly texts: Texts;
  readonly title: string;
  readonly main: Html;
}

/**
 * Fills the shell of a page, `{{name}}` by `{{name}}`, as it stands in the built assets.
 *
 * @throws Error where the assets have not been built
 */
export async function renderPage(assets: string, name: PageName, content: PageContent): Promise<string> {
  const shell = await readFile(join(assets, `${name}.html`), "utf8").catch((cause: unknown) => {
    throw new Error(`The web app's pages are not in ${assets}. Build them first.`, { cause });
  });
  const { language, texts, title, main } = content;
  const fillings: Readonly<Record<string, string>> = {
    language,
    app: escapeHtml(texts.app),
    demonstration: escapeHtml(texts.demonstration),
    title: escapeHtml(title),
    otherLanguage: escapeHtml(texts.otherLanguage),
    otherLanguageCode: otherLanguage(language),
    main: main.toString(),
  };
  return shell.replace(/\{\{(\w+)\}\}/g, (_, key: string) => fillings[key] ?? "");
}
