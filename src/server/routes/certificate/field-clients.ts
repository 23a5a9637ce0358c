import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { FileOffer } from "../../../protocol/file-offer.ts";
import { paths } from "../../../protocol/paths.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { fetchFile as fetchFileOf } from "../../issuance/renewal/fetch-file.ts";
import { renewAtService as renewWithServiceKey } from "../../issuance/renewal/renew-at-service.ts";
import { refusedBodies, refusedCertificates, refusedRenewals, type Operation } from "../description/operation.ts";
import { octets, schemaOf } from "../description/schemas.ts";
import { answer } from "../http/answer.ts";
import { readBody, readOctets } from "../http/body.ts";
import { requireCaller } from "../http/environment.ts";
import { authorityOf, productOf } from "../http/hosts.ts";

const bodyLimit = 64;
const mediaType = "application/json";
const emptyObject = /^\s*\{\s*\}\s*$/;

/**
 * The renewal of the clients in the field: with an empty body or `{}`, it returns the address of their .p12 file and its
 * password. They know no status but 200 and follow no redirect.
 */
export const renewAtService: Operation = {
  id: "renewAtService",
  method: "post",
  path: paths.certificate,
  summary: "Renew with a key made by the service",
  description:
    "The same request again gives the same file and password until the replacement is first used. `Transfer-Encoding: identity` is understood here and for the file, and nowhere else.",
  hosts: ["app", "auth"],
  authentication: ["certificate"],
  request: { required: false, content: { "application/json": { type: "object", maxProperties: 0 } } },
  answers: {
    200: { description: "The address of the .p12 file, and its password.", content: { "application/json": schemaOf("FileOffer") } },
  },
  refusals: [...refusedCertificates, ...refusedRenewals, ...refusedBodies, "cross-site"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const { incoming, host } = c.env;
    await requireEmptyBody(incoming);
    const now = clock();
    const predecessor = await requireCaller(surroundings, c, now);
    const { token, password } = await renewWithServiceKey(service, {
      predecessor,
      // These clients state none.
      precondition: undefined,
      productOf: (held) => productOf(service.settings, host, held),
      now,
    });
    const origin = host.site?.origin ?? new URL(`https://${authorityOf(incoming) ?? host.name}`).origin;
    const offer: FileOffer = { uri: origin + paths.files + token, pass: password };
    const body = JSON.stringify(offer);
    return answer("application/json", body, { headers: { "Content-Length": String(Buffer.byteLength(body)) } });
  },
};

/** The .p12 file of a replacement, for the certificate that it replaces. */
export const fetchFile: Operation = {
  id: "fetchFile",
  method: "get",
  path: `${paths.files}{token}`,
  summary: "Fetch the .p12 file of a replacement",
  hosts: ["app", "auth"],
  authentication: ["certificate"],
  parameters: { token: { type: "string", pattern: "^[A-Za-z0-9_-]{43}$" } },
  answers: { 200: { description: "The file, in the compatible profile.", content: { "application/x-pkcs12": octets } } },
  refusals: [...refusedCertificates, "already-renewed", "not-found", "cross-site"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const caller = await requireCaller(surroundings, c, now);
    // Hono also calls this for HEAD.
    const fetched = c.req.method === "GET";
    const file = await fetchFileOf(surroundings.service, caller, { token: c.req.param("token") ?? "", fetched, now });
    return answer("application/x-pkcs12", file, { headers: { "Content-Length": String(file.length) } });
  },
};

/** Old clients send no body, and then no media type either. */
async function requireEmptyBody(incoming: IncomingMessage | Http2ServerRequest): Promise<void> {
  const typed = incoming.headers["content-type"] !== undefined;
  const body = typed ? await readBody(incoming, mediaType, bodyLimit) : await readOctets(incoming, bodyLimit);
  if (body.length === 0) return;
  if (!typed) throw new Refusal("media-type-wrong", { mediaTypes: { sent: undefined, expected: mediaType } });
  if (!emptyObject.test(new TextDecoder().decode(body))) throw new Refusal("request-malformed");
}
