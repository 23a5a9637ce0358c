import { Hono } from "hono";
import { paths } from "../../protocol/paths.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { Environment, Surroundings } from "./environment.ts";
import { addEst } from "./est.ts";
import { answerStage } from "./stage.ts";
import { answerStatus } from "./status.ts";

/** The certificate API, on the web app's host and on the auth host. Other sites' pages have no business with it. */
export function certificateApi(surroundings: Surroundings): Hono<Environment> {
  const routes = new Hono<Environment>();
  for (const path of ["/api/*", "/.well-known/est/*"]) {
    routes.use(path, async (c, next) => {
      const site = c.req.header("Sec-Fetch-Site");
      if (site === "cross-site" || site === "same-site") throw new Refusal("cross-site");
      await next();
    });
  }
  routes.get(paths.status, (c) => answerStatus(surroundings, c));
  routes.post(paths.stage, (c) => answerStage(surroundings, c));
  addEst(routes, surroundings);
  for (const path of ["/api/*", "/.well-known/est/*"]) {
    routes.all(path, () => {
      throw new Refusal("not-found");
    });
  }
  return routes;
}
