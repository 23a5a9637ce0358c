import type { Context } from "hono";
import { Refusal } from "../../issuance/refusal.ts";
import { statusOf } from "../../issuance/renewal/status.ts";
import { proofUrl, recoveryPage } from "../http/addresses.ts";
import { admitRequest, type Environment, type Surroundings } from "../http/environment.ts";
import { productOf } from "../http/hosts.ts";

/**
 * `GET /api/cert/status`. The holder of a closed tenant's certificate is answered too: the status names that refusal.
 *
 * @throws Refusal where the certificate is not accepted
 */
export async function answerStatus(surroundings: Surroundings, c: Context<Environment>): Promise<Response> {
  const { settings } = surroundings.service;
  const now = surroundings.clock();
  const { peer, certificate } = await admitRequest(surroundings, c, now);
  if (certificate === undefined) throw new Refusal(peer.kind === "refused" ? peer.code : "internal");
  const product = productOf(settings, c.env.host, certificate);
  const addresses = {
    proofUrl: proofUrl(settings, surroundings.port()),
    recoveryPage: recoveryPage(settings, surroundings.recoveryPort()) ?? null,
  };
  const status = statusOf(surroundings.service, certificate, product, addresses, now);
  return new Response(JSON.stringify(status), {
    headers: {
      "Content-Type": "application/json",
      "Retry-After": String(status.askAgainAfter),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
