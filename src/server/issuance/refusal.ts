import type { KeyKind } from "../../core/key-kind.ts";
import type { ProblemCode } from "../../protocol/problem.ts";

/** What each refusal tells the person to do. */
export const refusalSentences: Readonly<Record<ProblemCode, string>> = {
  "no-certificate":
    "No certificate came with the request. Choose yours when the browser asks; if it is not offered, it may have expired: ask your administrator.",
  "unknown-issuer": "The certificate was not issued by this service. Choose the one that it issued to you.",
  "unknown-serial": "This service does not know the certificate. Ask your administrator for a new one.",
  revoked: "The certificate has been revoked. Use its replacement, or ask your administrator for a new one.",
  retired: "The certificate has been renewed, and the time in which both were valid is over. Use its replacement.",
  expired: "The certificate has expired. Ask your administrator for a new one.",
  "not-yet-valid":
    "The certificate is not valid yet: a clock is, or was, wrong. Use the one before it, and tell the service's operator.",
  "tenant-closed": "Your organisation's access is closed. Ask your administrator.",
  "type-not-renewable": "Certificates of this type do not renew here. Ask your administrator for a new one.",
  "already-renewed": "The certificate has been renewed, and its replacement is in use. Use the replacement.",
  "not-due": "It is too early to renew the certificate. Try again later.",
  "authority-expires-first":
    "The service's authority ends too soon for a further certificate. Yours works until it expires; try again later, and tell the service's operator.",
  "replacement-pending": "Another replacement is waiting to be used. Finish there, or agree that it becomes invalid.",
  "request-malformed":
    "The body is not what this address expects: a PKCS#10 request in base64, or, where the service makes the key, none. Send it again.",
  "request-signature-unsupported":
    "The request is signed in a way that is not accepted here. Sign it with SHA-256, SHA-384 or SHA-512: ECDSA, or RSA by PKCS #1 v1.5.",
  "request-signature-wrong": "The request is not signed by the key that it names. Make the request again.",
  "request-subject-wrong":
    "The request names somebody other than the certificate does, or more than one. Repeat the certificate's subject: one CN, one O.",
  "request-key-not-allowed": "The request's key is of a kind that is not allowed. Make a fresh key.",
  "request-key-unsafe":
    "Others can compute the request's private key. Bring the program or the token that made it up to date, and make a fresh key; for RSA with the exponent 65537.",
  "request-key-blocked": "The request's key is known to be in wrong hands. Make a fresh key.",
  "request-key-taken": "The request's key belongs to somebody else. Make a fresh key: no two may share one.",
  "request-key-reused":
    "The request's key is that of the present certificate, or of one before it. Make a fresh key, or have your operator allow the same one.",
  "enrolment-needs-code":
    "Certificates are renewed with simplereenroll here. Without one that works, enrol at the recovery host with a code.",
  "key-encryption-unsupported":
    "The service does not encrypt the key a second time. Leave that attribute out: the connection protects the key.",
  "stage-unknown": "The report names no replacement of yours, or no stage. Ask for the status again.",
  "recovery-code-wrong":
    "The code is wrong, used up or expired, or it is for somebody else. Check what you typed, or ask your administrator for a new code.",
  "body-too-large": "The request is too large. Send only what is asked for.",
  "media-type-wrong": "The request has the wrong Content-Type. Send it with the one that the Accept header names.",
  "cross-site": "The request came from another site's page. Open the service's own page.",
  "too-many-requests": "The certificate was renewed too often within an hour. Try again later.",
  "connections-exceeded": "There are too many connections with this certificate. Close the others, or use them.",
  "requests-exceeded": "The requests come too fast. Wait a second, then go on more slowly.",
  "tenant-renewals-exceeded":
    "Your organisation has renewed too many certificates within an hour. Try again later, or ask the service's operator.",
  "not-found": "There is nothing at this address. Check it.",
  "method-not-allowed": "That method is not allowed at this address. Use one that the Allow header lists.",
  unavailable: "The service cannot answer for the moment. Try again soon; what you asked for may have been done already.",
  internal: "The service failed. Try again; if it keeps failing, tell its operator.",
};

/** How people call for a kind of key, so that what they make is one. */
const calls: Readonly<Record<KeyKind, string>> = {
  "P-256": "P-256 (a named curve, the point not compressed)",
  "RSA-2048": "RSA-2048",
};

/** What stands for a certificate's holder where there is none. */
const subjectNotOfCode =
  "The request names somebody other than the code is for, or more than one. Name whom the code is for: one CN, one O.";

/** What a body came as, and what it has to be. */
interface MediaTypes {
  readonly sent: string | undefined;
  readonly expected: string;
}

/** More of a media type than this tells nobody anything. */
const mostOfMediaType = 100;

function mediaTypesInWords({ sent = "", expected }: MediaTypes): string {
  const came =
    sent === "" ? "The request has no Content-Type" : `The request has the Content-Type ${sent.slice(0, mostOfMediaType)}`;
  return `${came}. Send it with Content-Type: ${expected}.`;
}

/** How a refusal is told, beyond its code. */
interface RefusalOptions {
  readonly cause?: unknown;
  readonly retryAfter?: number;
  readonly keyKinds?: readonly KeyKind[];
  readonly mediaTypes?: MediaTypes;
  /** Where whoever asked has shown a recovery code and no certificate. */
  readonly by?: "code";
}

function sentenceOf(code: ProblemCode, { keyKinds, mediaTypes, by }: RefusalOptions): string {
  if (mediaTypes !== undefined) return mediaTypesInWords(mediaTypes);
  if (code === "request-subject-wrong" && by === "code") return subjectNotOfCode;
  const kinds = keyKinds?.map((kind) => calls[kind]).join(", or ");
  return refusalSentences[code] + (kinds === undefined ? "" : ` Allowed: ${kinds}.`);
}

/** A request that the service does not fulfil, by its stable code. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ProblemCode;
  /** When to ask again, in seconds, where that helps. */
  readonly retryAfter: number | undefined;
  /** The kinds of key that are allowed, the preferred one first, where another one was refused. */
  readonly keyKinds: readonly KeyKind[] | undefined;
  /** The media type that is expected, where another one was sent. */
  readonly mediaType: string | undefined;

  constructor(code: ProblemCode, options: RefusalOptions = {}) {
    super(sentenceOf(code, options), options);
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.keyKinds = options.keyKinds;
    this.mediaType = options.mediaTypes?.expected;
  }
}
