import { paths } from "../../../protocol/paths.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { statusOf } from "../../issuance/renewal/status.ts";
import { refusedCertificates, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { proofUrl, recoveryPage } from "../http/addresses.ts";
import { answerJson } from "../http/answer.ts";
import { admitRequest } from "../http/environment.ts";
import { productOf } from "../http/hosts.ts";

/** The state of the caller's certificate. */
export const status: Operation = {
  id: "status",
  method: "get",
  path: paths.status,
  summary: "Get the status of the certificate of this connection",
  description: "Also answers for the certificate of a closed tenant: the status names the refusal.",
  hosts: ["app", "auth", "verify", "console"],
  authentication: ["certificate"],
  answers: {
    200: {
      description: "The certificate, whether and when it can be renewed, and its pending replacement.",
      headers: { "Retry-After": "When to ask again, in seconds." },
      content: { "application/json": schemaOf("Status") },
    },
  },
  refusals: [...refusedCertificates.filter((code) => code !== "tenant-closed"), "cross-site"],
  handler: (surroundings) => async (c) => {
    const { service, clock, port, recoveryPort } = surroundings;
    const { settings } = service;
    const now = clock();
    const { peer, certificate } = await admitRequest(surroundings, c, now);
    if (certificate === undefined) throw new Refusal(peer.kind === "refused" ? peer.code : "internal");
    const addresses = {
      proofUrl: proofUrl(settings, port()),
      recoveryPage: recoveryPage(settings, recoveryPort()) ?? null,
    };
    const answered = statusOf(service, certificate, productOf(settings, c.env.host, certificate), addresses, now);
    return answerJson(answered, { headers: { "Retry-After": String(answered.askAgainAfter) } });
  },
};
