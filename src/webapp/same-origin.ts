import { createMiddleware } from "hono/factory";
import { refuse } from "./answer.ts";
import type { Environment } from "./environment.ts";

/**
 * Refuses a form that no page of this app sent: by the browser's `Sec-Fetch-Site` (Fetch Metadata), or by `Origin` from
 * browsers without it. A request with neither does not come from a page.
 *
 * Not hono/csrf: it ignores requests of media types such as JSON, and a matching `Origin` outweighs a foreign
 * `Sec-Fetch-Site`.
 */
export const requireSameOrigin = createMiddleware<Environment>(async (c, next) => {
  const site = c.req.header("Sec-Fetch-Site");
  const own = site === undefined ? c.req.header("Origin") === new URL(c.req.url).origin : site === "same-origin";
  if (!own) return await refuse(c, "cross-site", 403);
  await next();
  return undefined;
});
