import * as v from "valibot";

/** Every refusal of the service by its stable code. */
export const problemCodes = [
  "no-certificate",
  "unknown-issuer",
  "unknown-serial",
  "revoked",
  "retired",
  "expired",
  "tenant-closed",
  "type-not-renewable",
  "already-renewed",
  "not-due",
  "replacement-pending",
  "request-malformed",
  "request-signature-wrong",
  "request-subject-wrong",
  "request-key-not-allowed",
  "enrolment-needs-code",
  "key-encryption-unsupported",
  "stage-unknown",
  "recovery-code-wrong",
  "body-too-large",
  "media-type-wrong",
  "cross-site",
  "too-many-requests",
  "connections-exceeded",
  "requests-exceeded",
  "tenant-renewals-exceeded",
  "not-found",
  "unavailable",
  "internal",
] as const;

/** The header that names an answer's request: under this number the service has logged it. */
export const requestIdHeader = "X-Request-Id";

/** The stable code of a refusal. */
export type ProblemCode = (typeof problemCodes)[number];

/** A refusal as the service sends it: RFC 9457 `application/problem+json` with a stable `code`. */
export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  /** A sentence that tells the person what to do. */
  detail: v.string(),
  code: v.picklist(problemCodes),
});
export type Problem = v.InferOutput<typeof Problem>;
