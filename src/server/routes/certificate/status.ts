import { Hono } from "hono";
import { paths } from "../../../protocol/paths.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { statusOf } from "../../issuance/renewal/status.ts";
import { proofUrl, recoveryPage } from "../http/addresses.ts";
import { answerJson } from "../http/answer.ts";
import { admitRequest, type Environment, type Surroundings } from "../http/environment.ts";
import { productOf } from "../http/hosts.ts";

/** `GET /api/cert/status`. The holder of a closed tenant's certificate is answered too: the status names that refusal. */
export function statusRoutes(surroundings: Surroundings): Hono<Environment> {
  const { service, clock, port, recoveryPort } = surroundings;
  const { settings } = service;
  const routes = new Hono<Environment>();

  routes.get(paths.status, async (c) => {
    const now = clock();
    const { peer, certificate } = await admitRequest(surroundings, c, now);
    if (certificate === undefined) throw new Refusal(peer.kind === "refused" ? peer.code : "internal");
    const addresses = {
      proofUrl: proofUrl(settings, port()),
      recoveryPage: recoveryPage(settings, recoveryPort()) ?? null,
    };
    const status = statusOf(service, certificate, productOf(settings, c.env.host, certificate), addresses, now);
    return answerJson(status, { headers: { "Retry-After": String(status.askAgainAfter) } });
  });

  return routes;
}
