import type { Language } from "../ui/language.ts";
import type { Html } from "./views/html.ts";
import { type PageName, renderPage } from "./views/page.ts";
import { refusedView } from "./views/refused-view.ts";
import type { RefusalReason, Texts } from "./views/texts/texts.ts";

/** One request with what every page needs to know about it. */
export interface Visit {
  readonly request: Request;
  readonly cookies: ReadonlyMap<string, string>;
  readonly language: Language;
  readonly texts: Texts;
  readonly assets: string;
  /** Where a certificate is renewed by a code. */
  readonly recoveryPage: string | undefined;
}

/** Answers with a page in the visitor's language. */
export async function answerPage(
  visit: Visit,
  name: PageName,
  page: { readonly title: string; readonly main: Html; readonly status?: number },
): Promise<Response> {
  const { assets, language, texts } = visit;
  const body = await renderPage(assets, name, { language, texts, title: page.title, main: page.main });
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Language": language, Vary: "Accept-Language" };
  return new Response(body, { status: page.status ?? 200, headers });
}

/** Answers with a refusal page that says what to do. */
export async function refuse(visit: Visit, reason: RefusalReason, status: number): Promise<Response> {
  const { title } = visit.texts.refused.reasons[reason];
  return answerPage(visit, "refused", { title, main: refusedView(visit.texts, reason, visit.recoveryPage), status });
}

/**
 * Sends the browser to another page of this app with GET (303), setting a cookie where one is given.
 *
 * @param path two slashes at its beginning would name another host (RFC 3986, section 4.2), and count as one
 */
export function redirect(path: string, cookie?: string): Response {
  const Location = path.replace(/^[/\\]+/, "/");
  return new Response(null, { status: 303, headers: { Location, ...(cookie && { "Set-Cookie": cookie }) } });
}
