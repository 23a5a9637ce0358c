import type { Hono } from "hono";
import { Refusal } from "../issuance/refusal.ts";
import type { Environment } from "./environment.ts";

/** Refuses every request to the APIs that another site's page made: such pages have no business with them. */
export function refuseOtherSites(routes: Hono<Environment>): void {
  for (const path of ["/api/*", "/.well-known/est/*"]) {
    routes.use(path, async (c, next) => {
      const site = c.req.header("Sec-Fetch-Site");
      if (site === "cross-site" || site === "same-site") throw new Refusal("cross-site");
      await next();
    });
  }
}
