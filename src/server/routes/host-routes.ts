import { Hono } from "hono";
import { paths } from "../../protocol/paths.ts";
import { Refusal } from "../issuance/refusal.ts";
import { isByProgram } from "./console/caller.ts";
import { addressesOf, renewingOrigins } from "./http/addresses.ts";
import type { Environment, Surroundings } from "./http/environment.ts";
import { answerOtherMethods } from "./http/other-methods.ts";
import { refuseOtherSites } from "./http/other-sites.ts";
import { addOperations } from "./operations.ts";

/** The certificate API, on the web app's host and on the auth host, inaccessible to pages of other sites. */
export function certificateApi(surroundings: Surroundings, host: "app" | "auth"): Hono<Environment> {
  const routes = new Hono<Environment>();
  keepServiceKeys(routes);
  refuseOtherSites(routes);
  addOperations(routes, surroundings, host);
  answerOtherMethods(routes);
  for (const path of ["/api/cert/*", "/.well-known/est/*"]) {
    routes.all(path, () => {
      throw new Refusal("not-found");
    });
  }
  return routes;
}

/**
 * Hands out no private keys beside an app, unless the settings say so: whoever can run a script in the app's pages could ask for
 * one with the certificate of the person who looks at them.
 */
function keepServiceKeys(routes: Hono<Environment>): void {
  for (const path of [paths.certificate, `${paths.files}*`, paths.serverKey]) {
    routes.use(path, async (c, next) => {
      const { site } = c.env.host;
      if (site?.upstream !== undefined && site.serviceKeys !== true) throw new Refusal("not-found");
      await next();
    });
  }
}

/**
 * The proof host. Pages of the web apps and of the recovery host may read its status, refusals included, with the
 * certificate that the browser chooses for it (Fetch standard, CORS protocol with credentials).
 *
 * Not hono/cors: it answers `OPTIONS` itself, and allows whatever headers a preflight request asks for.
 */
export function proof(surroundings: Surroundings): Hono<Environment> {
  const { service, port, recoveryPort } = surroundings;
  const routes = new Hono<Environment>();
  routes.use(async (c, next) => {
    await next();
    c.header("Vary", "Origin", { append: true });
    const { recover } = addressesOf(service.settings, port(), recoveryPort());
    const asking = c.req.header("Origin");
    if (asking === undefined || ![...renewingOrigins(service.settings, port()), recover].includes(asking)) return;
    c.header("Access-Control-Allow-Origin", asking);
    c.header("Access-Control-Allow-Credentials", "true");
  });
  addOperations(routes, surroundings, "verify");
  answerOtherMethods(routes);
  return routes;
}

/**
 * The administrators' site: its page, its API, and the certificate API, so that whoever looks at it renews there, too. Like the
 * app's host, it asks for a client certificate.
 */
export function administration(surroundings: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  refuseOtherSites(routes, ["/api/*"], isByProgram);
  addOperations(routes, surroundings, "console");
  answerOtherMethods(routes);
  return routes;
}

/** The system operators' site: its page and its API, for people only, and for nobody else's pages. */
export function operation(surroundings: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  refuseOtherSites(routes, ["/api/*"]);
  addOperations(routes, surroundings, "operator");
  answerOtherMethods(routes);
  return routes;
}

/**
 * The recovery host: renewal for those whose certificate has expired or is lost, with an administrator's one-time code.
 * It requests no client certificate.
 */
export function recovery(surroundings: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  refuseOtherSites(routes);
  addOperations(routes, surroundings, "recover");
  answerOtherMethods(routes);
  return routes;
}
