import { Hono } from "hono";
import { countingReplacement } from "../../issuance/renewal/renewal-order.ts";
import { statusRoutes } from "../certificate/status.ts";
import { addressesOf } from "../http/addresses.ts";
import { admitRequest, type Environment, type Surroundings } from "../http/environment.ts";
import { answerOtherMethods } from "../http/other-methods.ts";
import { proofPage } from "./proof-page.ts";

/**
 * The proof host. Pages of the web app and of the recovery host may read its status, refusals too, with the certificate that the browser
 * chooses for it (Fetch standard, CORS protocol with credentials).
 */
export function proof(surroundings: Surroundings): Hono<Environment> {
  const { service, port, recoveryPort, clock } = surroundings;
  const routes = new Hono<Environment>();
  routes.use(async (c, next) => {
    await next();
    c.header("Vary", "Origin", { append: true });
    const { app, recover } = addressesOf(service.settings, port(), recoveryPort());
    const asking = c.req.header("Origin");
    if (asking === undefined || (asking !== app && asking !== recover)) return;
    c.header("Access-Control-Allow-Origin", asking);
    c.header("Access-Control-Allow-Credentials", "true");
  });
  routes.route("/", statusRoutes(surroundings));
  routes.get("/", async (c) => {
    const now = clock();
    const { peer, certificate } = await admitRequest(surroundings, c, now);
    const replacement = peer.kind === "accepted" && certificate ? countingReplacement(certificate, now) : undefined;
    return await proofPage(peer, c.env.connection.certificate, replacement?.serial);
  });
  answerOtherMethods(routes);
  return routes;
}
