import type { Logins } from "../protocol/logins.ts";
import type { Peer } from "../protocol/peer.ts";
import { readAsset } from "./assets.ts";
import { readCookies } from "./cookies.ts";
import { securityHeaders } from "./headers.ts";
import { logIn } from "./log-in.ts";
import { isSameOrigin } from "./same-origin.ts";
import { endedSessionCookie, sessionToken } from "./session-cookie.ts";
import { languageCookie, languageOf, readLanguage } from "./views/language.ts";
import { loginView } from "./views/login-view.ts";
import { menuView } from "./views/menu-view.ts";
import { webappTexts } from "./views/texts/texts-for.ts";
import { answerPage, redirect, refuse, type Visit } from "./visit.ts";

/** What the web app needs of the service that it stands beside. */
interface Provisions {
  /** Where a certificate is renewed by an administrator's code, where there is such a page. */
  readonly recoveryPage: string | undefined;
  readonly logins: Logins;
}

/** Answers one request of the web app's host, whose certificate has been judged already. */
type Handler = (request: Request, peer: Peer, provisions: Provisions) => Promise<Response>;

/**
 * Makes the web app of the demonstration: login page and master menu behind mutual TLS.
 *
 * @param options.assets the folder of the built pages, scripts and style sheets
 */
export function createWebapp({ assets }: { readonly assets: string }): Handler {
  return async (request, peer, { recoveryPage, logins }) => {
    const url = new URL(request.url);
    const cookies = readCookies(request.headers.get("Cookie"));
    const language = languageOf(cookies, request.headers.get("Accept-Language"));
    const visit = { request, cookies, language, texts: webappTexts(language), assets, recoveryPage };
    const response = (await readAsset(assets, url.pathname)) ?? (await answer(visit, url, { peer, logins }));
    for (const [name, value] of Object.entries(securityHeaders(url))) response.headers.set(name, value);
    if (url.pathname.startsWith("/assets/") && response.ok)
      response.headers.set("Cache-Control", "public, max-age=31536000, immutable");
    return response;
  };

  async function answer(
    visit: Visit,
    url: URL,
    { peer, logins }: { readonly peer: Peer; readonly logins: Logins },
  ): Promise<Response> {
    const { request, cookies, texts } = visit;
    const chosen = request.method === "GET" ? readLanguage(url.searchParams.get("language")) : undefined;
    if (chosen !== undefined) return redirect(url.pathname, languageCookie(chosen));
    if (peer.kind === "refused") return refuse(visit, peer.code, peer.code === "no-certificate" ? 401 : 403);
    const token = sessionToken(cookies);
    const holder = token === undefined ? undefined : await logins.find(token, peer);

    switch (`${request.method === "HEAD" ? "GET" : request.method} ${url.pathname}`) {
      case "GET /":
        return redirect(holder === undefined ? "/login" : "/menu");
      case "GET /login": {
        if (holder !== undefined) return redirect("/menu");
        const main = loginView(texts, { cn: peer.cn, o: peer.o, user: "", failure: undefined });
        return answerPage(visit, "login", { title: texts.login.title, main });
      }
      case "POST /login":
        return isSameOrigin(request) ? logIn(visit, peer, logins) : refuse(visit, "cross-site", 403);
      case "POST /logout":
        if (!isSameOrigin(request)) return refuse(visit, "cross-site", 403);
        if (token !== undefined) await logins.logOut(token);
        return redirect("/login", endedSessionCookie);
      case "GET /menu":
        return holder === undefined
          ? redirect("/login")
          : answerPage(visit, "menu", { title: texts.menu.title, main: menuView(texts, holder) });
      default:
        return refuse(visit, "not-found", 404);
    }
  }
}
