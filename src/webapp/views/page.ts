import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { html } from "hono/html";
import { otherLanguage, type Language } from "../../ui/language.ts";
import type { Texts } from "./texts/texts.ts";

/** Markup in which every inserted value has been escaped. */
export type Html = ReturnType<typeof html>;

/** The pages that have a shell of their own, by the shell's name. */
export type PageName = "login" | "menu" | "refused";

/** The content of a shell. */
export interface PageContent {
  readonly language: Language;
  readonly texts: Texts;
  readonly title: string;
  readonly main: Html;
}

/**
 * Fills the placeholders (`{{name}}`) of a page's shell, as built.
 *
 * @throws Error if the assets have not been built
 */
export async function renderPage(assets: string, name: PageName, content: PageContent): Promise<Awaited<Html>> {
  const shell = await readFile(join(assets, `${name}.html`), "utf8").catch((cause: unknown) => {
    throw new Error(`The web app's pages are not in ${assets}. Build them first.`, { cause });
  });
  const { language, texts, title, main } = content;
  const { app, demonstration } = texts;
  const otherLanguageCode = otherLanguage(language);
  const fillings = new Map<string | undefined, unknown>(
    Object.entries({ language, app, demonstration, title, otherLanguage: texts.otherLanguage, otherLanguageCode, main }),
  );
  // Text and placeholders alternate.
  const parts = shell.split(/\{\{(\w+)\}\}/);
  const strings = parts.filter((_, index) => index % 2 === 0);
  const values = parts.filter((_, index) => index % 2 === 1).map((placeholder) => fillings.get(placeholder));
  return await html(Object.assign(strings, { raw: strings }), ...values);
}
