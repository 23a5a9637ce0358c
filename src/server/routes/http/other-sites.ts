import type { Context, Hono, MiddlewareHandler } from "hono";
import { Refusal } from "../../issuance/refusal.ts";
import type { Environment } from "./environment.ts";

/** Not all of `/api`: on the app's host, the web app may have its own API below other paths. */
const guarded = ["/api/cert/*", "/api/recovery", "/api/openapi.json", "/.well-known/est/*"];

/**
 * Refuses every request to the APIs from another site's page. Browsers name the page's site in `Sec-Fetch-Site` (Fetch
 * Metadata), those without it in `Origin`; programs send neither.
 *
 * @param more further paths of the host, as Hono writes them
 * @param exempt requests to these further paths that another site's page cannot make
 *
 * Not hono/csrf: it accepts `GET`, and media types that no form sends, from any site.
 */
export function refuseOtherSites(
  routes: Hono<Environment>,
  more: readonly string[] = [],
  exempt: (c: Context<Environment>) => boolean = () => false,
): void {
  for (const path of [...guarded, ...more]) {
    const guard: MiddlewareHandler<Environment> = async (c, next) => {
      if (!more.includes(path) || !exempt(c)) requireOwnPage(c);
      await next();
    };
    routes.use(path, guard);
  }
}

function requireOwnPage(c: Context<Environment>): void {
  const site = c.req.header("Sec-Fetch-Site");
  const origin = site === undefined ? c.req.header("Origin") : undefined;
  const own = origin === undefined || origin === new URL(c.req.url).origin || origin === c.env.host.site?.origin;
  if (!own || site === "cross-site" || site === "same-site") throw new Refusal("cross-site");
}
