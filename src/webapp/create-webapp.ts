import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import { serveStatic } from "hono/serve-static";
import type { Peer } from "../protocol/peer.ts";
import { answerPage, redirect, refuse, textsOf } from "./answer.ts";
import type { Environment, Provisions } from "./environment.ts";
import { chooseLanguage, detectLanguage } from "./language.ts";
import { logIn } from "./log-in.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { securityHeaders } from "./security-headers.ts";
import { endSession, findSession } from "./session-cookie.ts";
import { loginView } from "./views/login-view.ts";
import { menuView } from "./views/menu-view.ts";

/** Answers a request to the web app's host, whose client certificate has already been evaluated. */
type Handler = (request: Request, peer: Peer, provisions: Provisions) => Promise<Response>;

/**
 * Creates the demonstration's web app: a login page and the master menu, behind mutual TLS.
 *
 * @param options.assets the folder of the built pages, scripts and style sheets
 */
export function createWebapp({ assets }: { readonly assets: string }): Handler {
  const app = new Hono<Environment>();

  app.use(securityHeaders);
  app.use(async (c, next) => {
    c.header("Cache-Control", "no-store");
    await next();
    // An asset's file name contains a hash of its content.
    if (c.req.path.startsWith("/assets/") && c.res.ok) c.header("Cache-Control", "public, max-age=31536000, immutable");
  });

  // Before the certificate is checked: assets contain no secrets, and the refusal pages need them. Not
  // @hono/node-server/serve-static: it sends the response before it opens the file, and writes a failure to the
  // console.
  const getContent = async (path: string): Promise<Uint8Array<ArrayBuffer> | null> => await readFile(path).catch(() => null);
  app.get("/assets/*", serveStatic({ root: assets, join, getContent }));

  app.use(detectLanguage, chooseLanguage);
  app.use(async (c, next) => {
    const { peer } = c.env;
    if (peer.kind === "refused") return await refuse(c, peer.code, peer.code === "no-certificate" ? 401 : 403);
    c.set("client", peer);
    await next();
    return undefined;
  });
  app.use(findSession);

  app.get("/", (c) => redirect(c, c.var.holder === undefined ? "/login" : "/menu"));

  app.get("/login", async (c) => {
    const { client, holder } = c.var;
    if (holder !== undefined) return redirect(c, "/menu");
    const texts = textsOf(c);
    const main = loginView(texts, { cn: client.cn, o: client.o, user: "", failure: undefined });
    return await answerPage(c, "login", { title: texts.login.title, main });
  });

  app.post("/login", requireSameOrigin, ...logIn);

  app.post("/logout", requireSameOrigin, async (c) => {
    await endSession(c);
    return redirect(c, "/login");
  });

  app.get("/menu", async (c) => {
    const { holder } = c.var;
    if (holder === undefined) return redirect(c, "/login");
    const texts = textsOf(c);
    return await answerPage(c, "menu", { title: texts.menu.title, main: menuView(texts, holder) });
  });

  app.notFound(async (c) => await refuse(c, "not-found", 404));
  // The service logs failures and answers them.
  app.onError((error) => {
    throw error;
  });

  return async (request, peer, provisions) => await app.fetch(request, { ...provisions, peer, assets });
}
