import { STATUS_CODES } from "node:http";
import type { RefusalCode, AdministrationProblem } from "../../../protocol/console/problem.ts";
import { isTokenFailure } from "../../authority/token/token-failure.ts";
import type { FrontFault } from "../../front/forwarded-request.ts";
import { Refusal, refusalSentences } from "../../issuance/refusal.ts";
import { StoreUnavailable } from "../../store/database/store-unavailable.ts";
import { answer } from "./answer.ts";
import { basicChallenge } from "./basic-credentials.ts";
import { bearerChallenge } from "./bearer-token.ts";

/** The HTTP status of each refusal. */
export const problemStatuses: Readonly<Record<RefusalCode, number>> = {
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
  "authority-delayed": 503,
  "authority-refused": 403,
  "name-not-permitted": 403,
  "key-on-device-only": 403,
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
  "not-logged-in": 401,
  "login-wrong": 403,
  "login-locked": 429,
  "login-other-tenant": 403,
  "second-factor-needed": 403,
  "second-factor-wrong": 403,
  "passkey-not-accepted": 400,
  "second-factor-last": 409,
  "identity-not-linked": 403,
  "sign-in-not-valid": 403,
  "provider-unavailable": 503,
  "identity-taken": 409,
  "identity-last": 409,
  "password-login-needed": 403,
  "role-insufficient": 403,
  "password-unfit": 400,
  "invitation-not-valid": 403,
  "account-exists": 409,
  "account-own": 409,
  "password-wrong": 403,
  "administrator-last": 409,
  "changed-meanwhile": 412,
  "selection-changed": 409,
  "view-exists": 409,
  "views-exceeded": 409,
  "file-not-kept": 409,
  "other-device-refused": 409,
  "cn-not-allowed": 400,
  "holder-has-certificate": 409,
  "device-has-certificate": 409,
  "orders-not-accepted": 409,
  "token-not-valid": 401,
  "token-scope-insufficient": 403,
  "token-beside-session": 400,
  "tokens-exceeded": 409,
  "jobs-exceeded": 429,
  "downloads-exceeded": 429,
  "codes-exceeded": 400,
  "order-of-operators": 409,
  "rule-fixed": 403,
  "rule-out-of-bounds": 409,
  "notice-addresses-exceeded": 409,
  "test-messages-exceeded": 429,
  "mails-exceeded": 429,
  "not-system-operator": 403,
  "tenant-own": 409,
  "not-found": 404,
  "method-not-allowed": 405,
  "front-not-trusted": 400,
  unavailable: 503,
  internal: 500,
};

/** The type of a problem without a page that explains it (RFC 9457, section 4.2.1). */
const blank = "about:blank";

/** The problem document of a refusal. */
export function problemOf(code: RefusalCode, status = problemStatuses[code], type = blank): AdministrationProblem {
  return { type, title: STATUS_CODES[status] ?? "", status, detail: refusalSentences[code], code };
}

/**
 * The response of a refusal: `application/problem+json` (RFC 9457) with its code, and `Retry-After`, `Accept`,
 * `Allow` or `WWW-Authenticate` where they apply.
 *
 * @param options.status replaces the code's own
 * @param options.type the URL of the page that explains it
 */
export function problemResponse(
  { code, message: detail, retryAfter, keyKinds, mediaType, methods, scopes }: Refusal,
  { status = problemStatuses[code], type = blank }: { readonly status?: number; readonly type?: string | undefined } = {},
): Response {
  const problem = { ...problemOf(code, status, type), detail, keyKinds };
  const headers: Record<string, string> = {};
  if (code === "recovery-code-wrong") Object.assign(headers, basicChallenge);
  Object.assign(headers, bearerChallenge(code, scopes));
  if (methods !== undefined) headers["Allow"] = methods;
  // RFC 9110, section 15.5.16.
  if (mediaType !== undefined) headers["Accept"] = mediaType;
  if (retryAfter !== undefined) headers["Retry-After"] = String(retryAfter);
  // The rest of such a body is not read.
  if (code === "body-too-large" || code === "connections-exceeded") headers["Connection"] = "close";
  return answer("application/problem+json", JSON.stringify(problem), { status, headers });
}

/**
 * The statuses for requests that name no host (RFC 9112, section 3.2), or one that their connection does not serve (RFC
 * 9110, section 15.5.20).
 */
const hostStatuses = { malformed: 400, misdirected: 421 };

/** Refuses a request for its host, with the code `not-found`. */
export function refuseHost(fault: keyof typeof hostStatuses): Response {
  return problemResponse(new Refusal("not-found"), { status: hostStatuses[fault] });
}

/** The statuses of requests that are not believed to come through a front: its word is missing, malformed, or a stranger's. */
const frontStatuses: Readonly<Record<FrontFault, number>> = {
  peer: 403,
  secret: 403,
  header: 400,
  certificate: 400,
  "server-name": 421,
};

/** Refuses a request that is not believed to come through a front. */
export function refuseFront(fault: FrontFault): Response {
  return problemResponse(new Refusal("front-not-trusted"), { status: frontStatuses[fault] });
}

/** In seconds. */
const retryWhenUnavailable = 5;

/** The response of a failure, which discloses only whether to retry. */
export function failureResponse(cause: unknown): Response {
  const temporary = cause instanceof StoreUnavailable || isTokenFailure(cause);
  return problemResponse(
    temporary ? new Refusal("unavailable", { cause, retryAfter: retryWhenUnavailable }) : new Refusal("internal", { cause }),
  );
}
