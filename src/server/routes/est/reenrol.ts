import type { Context } from "hono";
import { paths } from "../../../protocol/paths.ts";
import { readPrecondition, type Precondition } from "../../../protocol/precondition.ts";
import { renewWithKey } from "../../issuance/renewal/renew-with-key.ts";
import { renew, type RenewalOrder } from "../../issuance/renewal/renew.ts";
import { refusedBodies, refusedCertificates, refusedRenewals, refusedRequests, type Operation } from "../description/operation.ts";
import { text } from "../description/schemas.ts";
import { requireCaller, type Environment, type Surroundings } from "../http/environment.ts";
import { productOf } from "../http/hosts.ts";
import {
  acceptedEnrolment,
  acceptingLater,
  certsOnly,
  issuedCertificate,
  keyAndCertificate,
  pkcs10,
  readEnrolment,
} from "./est-message.ts";

/** What renewals with a certificate have in common. */
const renewal = {
  method: "post",
  hosts: ["app", "auth"],
  authentication: ["certificate"],
  headers: {
    "If-Match": "The serial number of the pending replacement that this one is to replace, in quotation marks.",
    "If-None-Match": "`*`: only where no replacement is pending.",
  },
  request: pkcs10,
} satisfies Partial<Operation>;

/** `simplereenroll` (RFC 7030, section 4.2.2). */
export const simpleReenrol: Operation = {
  ...renewal,
  id: "simpleReenrol",
  path: paths.reenrol,
  summary: "Renew with the caller's own key",
  description: "The same request again gives the same certificate until it is first used.",
  answers: { 200: issuedCertificate, 202: acceptedEnrolment },
  refusals: [...refusedCertificates, ...refusedRenewals, ...refusedBodies, ...refusedRequests, "replacement-pending", "cross-site"],
  handler: (surroundings) =>
    acceptingLater(async (c) => {
      const request = await readEnrolment(c.env.incoming);
      const replacement = await renew(surroundings.service, { ...(await renewalOrder(surroundings, c)), request });
      return certsOnly(c.env.incoming, [new Uint8Array(replacement)]);
    }),
};

/** `serverkeygen` (RFC 7030, section 4.4). */
export const serverKeyGeneration: Operation = {
  ...renewal,
  id: "serverKeyGeneration",
  path: paths.serverKey,
  summary: "Renew with a key made by the service",
  answers: {
    200: {
      description: "Two parts: the private key (PKCS#8) and its certificate (PKCS#7), each in base64.",
      content: { "multipart/mixed": text },
    },
    202: acceptedEnrolment,
  },
  refusals: [
    ...refusedCertificates,
    ...refusedRenewals,
    ...refusedBodies,
    "request-subject-wrong",
    "key-encryption-unsupported",
    "replacement-pending",
    "cross-site",
  ],
  handler: (surroundings) =>
    acceptingLater(async (c) => {
      const request = await readEnrolment(c.env.incoming);
      const order = { ...(await renewalOrder(surroundings, c)), request };
      const { privateKey, certificate } = await renewWithKey(surroundings.service, order);
      return keyAndCertificate(c.env.incoming, privateKey, new Uint8Array(certificate));
    }),
};

async function renewalOrder(surroundings: Surroundings, c: Context<Environment>): Promise<Omit<RenewalOrder, "request">> {
  const now = surroundings.clock();
  const predecessor = await requireCaller(surroundings, c, now);
  const { settings } = surroundings.service;
  return { predecessor, precondition: precondition(c), productOf: (held) => productOf(settings, c.env.host, held), now };
}

/** An unintelligible condition counts as the careful one: nothing may be pending. */
function precondition(c: Context<Environment>): Precondition | undefined {
  const ifMatch = c.req.header("If-Match");
  const stated = readPrecondition(ifMatch, c.req.header("If-None-Match"));
  return stated ?? (ifMatch === undefined ? undefined : { kind: "none-pending" });
}
