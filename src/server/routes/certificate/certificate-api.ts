import { Hono } from "hono";
import { Refusal } from "../../issuance/refusal.ts";
import { caCertificateRoutes } from "../est/ca-certificates.ts";
import { estRoutes } from "../est/est.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import { answerOtherMethods } from "../http/other-methods.ts";
import { refuseOtherSites } from "../http/other-sites.ts";
import { crlRoutes } from "./crl.ts";
import { descriptionRoutes } from "./description.ts";
import { fieldClientRoutes } from "./field-clients.ts";
import { stageRoutes } from "./stage.ts";
import { statusRoutes } from "./status.ts";

const parts = [statusRoutes, stageRoutes, fieldClientRoutes, caCertificateRoutes, estRoutes, crlRoutes, descriptionRoutes];

/** The certificate API, on the web app's host and on the auth host. Other sites' pages have no business with it. */
export function certificateApi(surroundings: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  refuseOtherSites(routes);
  for (const part of parts) routes.route("/", part(surroundings));
  answerOtherMethods(routes);
  for (const path of ["/api/*", "/.well-known/est/*"]) {
    routes.all(path, () => {
      throw new Refusal("not-found");
    });
  }
  return routes;
}
