import { Hono } from "hono";
import { paths } from "../../../protocol/paths.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { addEst } from "../est/est.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import { answerOtherMethods } from "../http/other-methods.ts";
import { refuseOtherSites } from "../http/other-sites.ts";
import { addCrl } from "./crl.ts";
import { addDescription } from "./description.ts";
import { addFieldClients } from "./field-clients.ts";
import { answerStage } from "./stage.ts";
import { answerStatus } from "./status.ts";

/** The certificate API, on the web app's host and on the auth host. Other sites' pages have no business with it. */
export function certificateApi(surroundings: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  refuseOtherSites(routes);
  routes.get(paths.status, (c) => answerStatus(surroundings, c));
  routes.post(paths.stage, (c) => answerStage(surroundings, c));
  addFieldClients(routes, surroundings);
  addEst(routes, surroundings);
  addCrl(routes, surroundings);
  addDescription(routes, surroundings);
  answerOtherMethods(routes, surroundings);
  for (const path of ["/api/*", "/.well-known/est/*"]) {
    routes.all(path, () => {
      throw new Refusal("not-found");
    });
  }
  return routes;
}
