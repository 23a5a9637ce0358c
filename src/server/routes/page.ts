import { countingReplacement } from "../issuance/renewal/renewal-order.ts";
import { refusedPage } from "./app/refused-page.ts";
import { builtPage } from "./built-page.ts";
import { refusedCertificates, type Answer, type Handler, type Operation } from "./description/operation.ts";
import { text } from "./description/schemas.ts";
import { admitRequest, type Surroundings } from "./http/environment.ts";
import { proofPage } from "./proof/proof-page.ts";

const html: Answer = { description: "A page for people.", content: { "text/html": text } };

/** The page of a host. */
export const page: Operation = {
  id: "page",
  method: "get",
  path: "/",
  summary: "The page of the proof host, of the recovery host, and of the administrators' site",
  description:
    "The proof host's page says which certificate the service saw; the recovery host's page enrols with a code; the administrators' site asks for a login.",
  hosts: ["verify", "recover", "console"],
  authentication: ["certificate", "none"],
  answers: {
    200: html,
    401: { ...html, description: "No certificate was sent." },
    403: { ...html, description: "The certificate is not accepted, and why." },
  },
  refusals: [...refusedCertificates, "not-found"],
  handler: (surroundings, host) => {
    if (host === "verify") return proofPageHandler(surroundings);
    return host === "console" ? administratorsPageHandler(surroundings) : builtPage(surroundings, "recover");
  },
};

/** Those whose certificate is not accepted see why, instead of a login that could not succeed. */
function administratorsPageHandler(surroundings: Surroundings): Handler {
  const page = builtPage(surroundings, "console");
  return async (c) => {
    const { peer } = await admitRequest(surroundings, c, surroundings.clock());
    return peer.kind === "refused" ? await refusedPage(c, peer.code) : await page(c);
  };
}

function proofPageHandler(surroundings: Surroundings): Handler {
  return async (c) => {
    const now = surroundings.clock();
    const { peer, certificate } = await admitRequest(surroundings, c, now);
    const replacement = peer.kind === "accepted" && certificate ? countingReplacement(certificate, now) : undefined;
    return await proofPage(peer, c.env.connection.certificate, replacement?.serial);
  };
}
