import type { Peer } from "../protocol/peer.ts";
import { Attempts } from "./accounts/attempts.ts";
import { Sessions } from "./accounts/sessions.ts";
import { readAsset } from "./assets.ts";
import { readCookies } from "./cookies.ts";
import { securityHeaders } from "./headers.ts";
import { logIn } from "./log-in.ts";
import { isSameOrigin } from "./same-origin.ts";
import { languageCookie, languageOf, readLanguage } from "./views/language.ts";
import { loginView } from "./views/login-view.ts";
import { menuView } from "./views/menu-view.ts";
import { webappTexts } from "./views/texts/texts-for.ts";
import { answerPage, redirect, refuse, type Visit } from "./visit.ts";

/**
 * Answers one request of the web app's host, whose certificate has been judged already.
 *
 * @param recoveryPage where a certificate is renewed by an administrator's code, where there is such a page
 */
type Handler = (request: Request, peer: Peer, recoveryPage?: string) => Promise<Response>;

/**
 * Makes the web app of the demonstration: login page and master menu behind mutual TLS.
 *
 * @param options.accounts the accounts file, see `writeAccounts`
 * @param options.assets the folder of the built pages, scripts and style sheets
 * @param options.now the clock of sessions and lock-out
 */
export function createWebapp(options: { readonly accounts: string; readonly assets: string; readonly now?: () => Date }): Handler {
  const { accounts, assets, now = () => new Date() } = options;
  const state = { accounts, sessions: new Sessions(), attempts: new Attempts() };

  return async (request, peer, recoveryPage) => {
    const url = new URL(request.url);
    const cookies = readCookies(request.headers.get("Cookie"));
    const language = languageOf(cookies, request.headers.get("Accept-Language"));
    const visit = { request, cookies, language, texts: webappTexts(language), assets, recoveryPage, now: now() };
    const response = (await readAsset(assets, url.pathname)) ?? (await answer(visit, url, peer));
    for (const [name, value] of Object.entries(securityHeaders(url))) response.headers.set(name, value);
    if (url.pathname.startsWith("/assets/") && response.ok)
      response.headers.set("Cache-Control", "public, max-age=31536000, immutable");
    return response;
  };

  async function answer(visit: Visit, url: URL, peer: Peer): Promise<Response> {
    const { request, cookies, texts } = visit;
    const chosen = request.method === "GET" ? readLanguage(url.searchParams.get("language")) : undefined;
    if (chosen !== undefined) return redirect(url.pathname, languageCookie(chosen));
    if (peer.kind === "refused") return refuse(visit, peer.code, peer.code === "no-certificate" ? 401 : 403);
    const holder = state.sessions.find(cookies, peer, visit.now);

    switch (`${request.method === "HEAD" ? "GET" : request.method} ${url.pathname}`) {
      case "GET /":
        return redirect(holder === undefined ? "/login" : "/menu");
      case "GET /login": {
        if (holder !== undefined) return redirect("/menu");
        const main = loginView(texts, { cn: peer.cn, o: peer.o, user: "", failure: undefined });
        return answerPage(visit, "login", { title: texts.login.title, main });
      }
      case "POST /login":
        return isSameOrigin(request) ? logIn(visit, peer, state) : refuse(visit, "cross-site", 403);
      case "POST /logout":
        return isSameOrigin(request) ? redirect("/login", state.sessions.close(cookies)) : refuse(visit, "cross-site", 403);
      case "GET /menu":
        return holder === undefined
          ? redirect("/login")
          : answerPage(visit, "menu", { title: texts.menu.title, main: menuView(texts, holder) });
      default:
        return refuse(visit, "not-found", 404);
    }
  }
}
