import type { Context } from "hono";
import { languageFor } from "../ui/language.ts";
import type { Environment } from "./environment.ts";
import { type Html, type PageName, renderPage } from "./views/page.ts";
import { refusedView } from "./views/refused-view.ts";
import { webappTexts } from "./views/texts/texts-for.ts";
import type { RefusalReason, Texts } from "./views/texts/texts.ts";

/** The HTTP statuses of pages. */
export type PageStatus = 200 | 400 | 401 | 403 | 404 | 429;

/** The texts in the language of a request. */
export function textsOf(c: Context<Environment>): Texts {
  return webappTexts(languageFor(c.var.language));
}

/** Answers with a page in the language of the request. */
export async function answerPage(
  c: Context<Environment>,
  name: PageName,
  page: { readonly title: string; readonly main: Html; readonly status?: PageStatus },
): Promise<Response> {
  const { title, main, status = 200 } = page;
  const language = languageFor(c.var.language);
  const whole = renderPage(c.env.assets, name, { language, texts: textsOf(c), title, main });
  return await c.html(whole, status, { "Content-Language": language, Vary: "Accept-Language" });
}

/** Answers with a refusal page that says what to do. */
export async function refuse(c: Context<Environment>, reason: RefusalReason, status: PageStatus): Promise<Response> {
  const texts = textsOf(c);
  const { title } = texts.refused.reasons[reason];
  return await answerPage(c, "refused", { title, main: refusedView(texts, reason, c.env.recoveryPage), status });
}

/**
 * Redirects the browser to another page of this app, with GET (303).
 *
 * @param path leading slashes count as one: two would name another host (RFC 3986, section 4.2)
 */
export function redirect(c: Context<Environment>, path: string): Response {
  return c.redirect(path.replace(/^[/\\]+/, "/"), 303);
}
