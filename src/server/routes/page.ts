import { countingReplacement } from "../issuance/renewal/renewal-order.ts";
import type { Answer, Handler, Operation } from "./description/operation.ts";
import { text } from "./description/schemas.ts";
import { admitRequest, type Surroundings } from "./http/environment.ts";
import { proofPage } from "./proof/proof-page.ts";
import { recoveryPageHandler } from "./recovery/recovery-page.ts";

const html: Answer = { description: "A page for people.", content: { "text/html": text } };

/** The page of a host. */
export const page: Operation = {
  id: "page",
  method: "get",
  path: "/",
  summary: "The page of the proof host, and that of the recovery host",
  description: "The proof host's page says which certificate the service saw; the recovery host's page enrols with a code.",
  hosts: ["verify", "recover"],
  authentication: ["certificate", "none"],
  answers: {
    200: html,
    401: { ...html, description: "On the proof host: no certificate was sent." },
    403: { ...html, description: "On the proof host: the certificate is not accepted, and why." },
  },
  refusals: ["not-found"],
  handler: (surroundings, host) => (host === "verify" ? proofPageHandler(surroundings) : recoveryPageHandler(surroundings)),
};

function proofPageHandler(surroundings: Surroundings): Handler {
  return async (c) => {
    const now = surroundings.clock();
    const { peer, certificate } = await admitRequest(surroundings, c, now);
    const replacement = peer.kind === "accepted" && certificate ? countingReplacement(certificate, now) : undefined;
    return await proofPage(peer, c.env.connection.certificate, replacement?.serial);
  };
}
