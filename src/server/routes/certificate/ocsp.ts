import { fromBase64 } from "../../../core/base64.ts";
import type { Bytes } from "../../../core/bytes.ts";
import { KoshinError } from "../../../core/errors.ts";
import { paths } from "../../../protocol/paths.ts";
import { ocspFailure } from "../../authority/ocsp/ocsp-response.ts";
import { isTokenFailure } from "../../authority/token/token-failure.ts";
import { answerOcsp, type OcspReply } from "../../issuance/ocsp/answer-ocsp.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Settings } from "../../settings/settings.ts";
import { StoreUnavailable } from "../../store/database/store-unavailable.ts";
import type { Operation } from "../description/operation.ts";
import { octets } from "../description/schemas.ts";
import { answer } from "../http/answer.ts";
import { readBody } from "../http/body.ts";
import { answerEntity, entityTagOf } from "../http/entity-tag.ts";
import type { Surroundings } from "../http/environment.ts";

const requestType = "application/ocsp-request";
const responseType = "application/ocsp-response";
/** In octets; enough for the maximum number of certificates in a request, and a signature with a chain. */
const longestRequest = 16_384;

type OcspSettings = NonNullable<Settings["ocsp"]>;

const responder = {
  hosts: ["app", "auth", "recover"],
  authentication: ["none"],
} satisfies Partial<Operation>;

const description =
  "RFC 6960, disabled by default. A request may contain up to 20 certificates of one of the service's authorities, with SHA-1 or SHA-256 as the hash of the CertID. The status of a certificate that is not on record is unknown. A request that cannot be parsed is answered with malformedRequest, one for certificates of other authorities with unauthorized.";

/** The status of certificates, for clients whose requests may be cached. */
export const certificateStateByGet: Operation = {
  ...responder,
  id: "certificateStateByGet",
  method: "get",
  path: `${paths.ocsp}/{request}`,
  rest: "request",
  summary: "The status of certificates (OCSP)",
  description,
  parameters: { request: { type: "string", description: "OCSPRequest, DER in base64, escaped." } },
  headers: { "If-None-Match": "The ETag of the caller's copy." },
  answers: {
    200: {
      description: "OCSPResponse, DER; if the request has no nonce, it may be cached as its headers say.",
      headers: { ETag: "Identifies this response.", Expires: "Its nextUpdate." },
      content: { [responseType]: octets },
    },
    304: { description: "The caller's copy is current." },
  },
  refusals: ["not-found"],
  handler: (surroundings) => async (c) => {
    const request = decoded(c.req.param("request") ?? "");
    const reply = await replyTo(surroundings, request);
    if ("failure" in reply || !reply.repeatable) return answer(responseType, contentOf(reply));
    const { thisUpdate, renewedAt, nextUpdate } = reply.answer;
    const seconds = Math.max(0, Math.floor((renewedAt.getTime() - surroundings.clock().getTime()) / 1000));
    const headers = {
      "Last-Modified": thisUpdate.toUTCString(),
      Expires: nextUpdate.toUTCString(),
      // A revocation may be missed for that long; RFC 5019, section 6.2, allows up to nextUpdate.
      "Cache-Control": `max-age=${seconds}, public, no-transform, must-revalidate`,
    };
    const { der } = reply.answer;
    return answerEntity(c, { type: responseType, content: () => der, tag: entityTagOf(der), headers });
  },
};

/** The status of certificates. */
export const certificateStates: Operation = {
  ...responder,
  id: "certificateStates",
  method: "post",
  path: paths.ocsp,
  summary: "The status of certificates (OCSP)",
  description,
  request: { required: true, content: { [requestType]: octets } },
  answers: { 200: { description: "OCSPResponse, DER.", content: { [responseType]: octets } } },
  refusals: ["not-found", "media-type-wrong", "body-too-large", "request-malformed"],
  handler: (surroundings) => async (c) => {
    requireOn(surroundings);
    const request = await readBody(c.env.incoming, requestType, longestRequest);
    return answer(responseType, contentOf(await replyTo(surroundings, request)));
  },
};

/** @throws Refusal `not-found` if the settings do not enable the responder */
function requireOn({ service }: Surroundings): OcspSettings {
  const { ocsp } = service.settings;
  if (ocsp === undefined) throw new Refusal("not-found");
  return ocsp;
}

/** Every failure is reported by an OCSPResponseStatus, because clients expect nothing else. */
async function replyTo(surroundings: Surroundings, request: Bytes | undefined): Promise<OcspReply> {
  const { service, clock, log } = surroundings;
  const settings = requireOn(surroundings);
  try {
    return await answerOcsp(service, settings, request ?? new Uint8Array(), clock());
  } catch (error) {
    const failure = error instanceof StoreUnavailable || isTokenFailure(error) ? "tryLater" : "internalError";
    service.ocsp.count(failure);
    log.error({ err: error }, "OCSP request failed");
    return { failure };
  }
}

function contentOf(reply: OcspReply): Bytes {
  return "failure" in reply ? ocspFailure(reply.failure) : reply.answer.der;
}

/** The request in a URL (RFC 6960, appendix A.1); undefined if it is not base64. */
function decoded(text: string): Bytes | undefined {
  try {
    return fromBase64(text);
  } catch (error) {
    if (error instanceof KoshinError) return undefined;
    throw error;
  }
}
