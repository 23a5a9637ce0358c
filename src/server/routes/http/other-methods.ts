import type { Hono } from "hono";
import { explanationOf } from "../../issuance/explanation.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Environment, Surroundings } from "./environment.ts";
import { problemResponse } from "./problem.ts";

/**
 * Answers the methods that an address does not have: `OPTIONS` by naming those that it has, any other by 405 (RFC 9110,
 * sections 9.3.7 and 15.5.6). Comes after the routes.
 */
export function answerOtherMethods(routes: Hono<Environment>, { service }: Pick<Surroundings, "service">): void {
  const asked = routes.routes.filter(({ method }) => method !== "ALL");
  for (const [path, here = []] of Object.entries(Object.groupBy(asked, (route) => route.path))) {
    const allow = allowOf(here.map(({ method }) => method));
    routes.all(path, (c) => {
      if (c.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { Allow: allow } });
      c.env.code = "method-not-allowed";
      const refused = problemResponse(
        new Refusal("method-not-allowed"),
        undefined,
        explanationOf(service.settings, "method-not-allowed"),
      );
      refused.headers.set("Allow", allow);
      return refused;
    });
  }
}

/** The header `Allow` of an address. Whatever answers `GET` answers `HEAD`. */
function allowOf(methods: readonly string[]): string {
  return [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(", ");
}
