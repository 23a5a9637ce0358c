import { STATUS_CODES } from "node:http";
import type { Problem, ProblemCode } from "../../../protocol/problem.ts";
import { Refusal, refusalSentences } from "../../issuance/refusal.ts";
import { StoreUnavailable } from "../../store/database/store-unavailable.ts";
import { basicChallenge } from "./basic-credentials.ts";

/** The status that each refusal is answered with. */
export const problemStatuses: Readonly<Record<ProblemCode, number>> = {
  "no-certificate": 401,
  "unknown-issuer": 403,
  "unknown-serial": 403,
  revoked: 403,
  retired: 403,
  expired: 403,
  "not-yet-valid": 403,
  "tenant-closed": 403,
  "type-not-renewable": 403,
  "already-renewed": 409,
  "not-due": 403,
  "authority-expires-first": 503,
  "replacement-pending": 412,
  "request-malformed": 400,
  "request-signature-unsupported": 400,
  "request-signature-wrong": 400,
  "request-subject-wrong": 400,
  "request-key-not-allowed": 400,
  "request-key-unsafe": 400,
  "request-key-blocked": 400,
  "request-key-taken": 400,
  "request-key-reused": 400,
  "enrolment-needs-code": 403,
  "key-encryption-unsupported": 400,
  "stage-unknown": 400,
  "recovery-code-wrong": 401,
  "body-too-large": 413,
  "media-type-wrong": 415,
  "cross-site": 403,
  "too-many-requests": 429,
  "connections-exceeded": 429,
  "requests-exceeded": 429,
  "tenant-renewals-exceeded": 429,
  "not-found": 404,
  "method-not-allowed": 405,
  unavailable: 503,
  internal: 500,
};

/** A refusal as the body of an answer. */
export function problemOf(code: ProblemCode, status = problemStatuses[code], type = "about:blank"): Problem {
  return { type, title: STATUS_CODES[status] ?? "", status, detail: refusalSentences[code], code };
}

/**
 * A refusal as an answer: `application/problem+json` (RFC 9457) with its code, and `Retry-After` or `Accept` where that helps.
 *
 * @param type the page that explains it, where there is one
 */
export function problemResponse(
  { code, message: detail, retryAfter, keyKinds, mediaType }: Refusal,
  status = problemStatuses[code],
  type = "about:blank",
): Response {
  const problem = { ...problemOf(code, status, type), detail, keyKinds };
  const headers: Record<string, string> = {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  };
  if (code === "recovery-code-wrong") Object.assign(headers, basicChallenge);
  // RFC 9110, section 15.5.16.
  if (mediaType !== undefined) headers["Accept"] = mediaType;
  if (retryAfter !== undefined) headers["Retry-After"] = String(retryAfter);
  // What is left of such a body is not worth reading.
  if (code === "body-too-large" || code === "connections-exceeded") headers["Connection"] = "close";
  return new Response(JSON.stringify(problem), { status, headers });
}

/** In seconds. */
const retryWhenUnavailable = 5;

/** What a failure looks like from outside: whether it passes, and nothing else. */
export function failureResponse(cause: unknown): Response {
  const passing = cause instanceof StoreUnavailable;
  return problemResponse(
    passing ? new Refusal("unavailable", { cause, retryAfter: retryWhenUnavailable }) : new Refusal("internal", { cause }),
  );
}
