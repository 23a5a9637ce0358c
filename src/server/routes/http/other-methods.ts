import type { Hono } from "hono";
import { Refusal } from "../../issuance/refusal.ts";
import { answerNothing } from "./answer.ts";
import type { Environment } from "./environment.ts";

/**
 * Answers the methods that an address does not have: `OPTIONS` by naming those that it has, any other by 405 (RFC 9110,
 * sections 9.3.7 and 15.5.6). Comes after the routes.
 */
export function answerOtherMethods(routes: Hono<Environment>): void {
  const asked = routes.routes.filter(({ method }) => method !== "ALL");
  for (const [path, here = []] of Object.entries(Object.groupBy(asked, (route) => route.path))) {
    const methods = allowOf(here.map(({ method }) => method));
    routes.all(path, (c) => {
      if (c.req.method === "OPTIONS") return answerNothing({ headers: { Allow: methods } });
      throw new Refusal("method-not-allowed", { methods });
    });
  }
}

/** The header `Allow` of an address. Whatever answers `GET` answers `HEAD`. */
function allowOf(methods: readonly string[]): string {
  return [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(", ");
}
