import type { Hono } from "hono";
import { Refusal } from "../../issuance/refusal.ts";
import type { Environment } from "./environment.ts";

/**
 * Refuses every request to the APIs that another site's page made: such pages have no business with them. Browsers say
 * whose page it was in `Sec-Fetch-Site` (Fetch Metadata), those without it in `Origin`; programs say neither.
 */
export function refuseOtherSites(routes: Hono<Environment>): void {
  for (const path of ["/api/*", "/.well-known/est/*"]) {
    routes.use(path, async (c, next) => {
      const site = c.req.header("Sec-Fetch-Site");
      const origin = site === undefined ? c.req.header("Origin") : undefined;
      const own = origin === undefined || origin === new URL(c.req.url).origin;
      if (!own || site === "cross-site" || site === "same-site") throw new Refusal("cross-site");
      await next();
    });
  }
}
