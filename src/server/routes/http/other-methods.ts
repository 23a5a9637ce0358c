import type { Hono } from "hono";
import { Refusal } from "../../issuance/refusal.ts";
import { answerNothing } from "./answer.ts";
import type { Environment } from "./environment.ts";

/**
 * Answers the methods that a path does not support: `OPTIONS` with the list of supported ones, any other with 405 (RFC
 * 9110, sections 9.3.7 and 15.5.6). Must be called after the routes are added.
 *
 * Not hono/method-not-allowed: it acts on a 404 response only, by which time the web app of the host has already had
 * the request.
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

/** The `Allow` header of a path. Every `GET` also answers `HEAD`. */
function allowOf(methods: readonly string[]): string {
  return [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(", ");
}
