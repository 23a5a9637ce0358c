import * as v from "valibot";
import { keyKinds } from "../core/key-kind.ts";

/** Every refusal of the service by its stable code; what stands above a code is its explanation in docs/errors.md. */
export const problemCodes = [
  /**
   * No client certificate came with the request. Browsers do not offer an expired certificate, and offer none where
   * the selection was cancelled: close every window, open the browser again and choose yours. If it is not in the
   * list, import its .p12 file, or ask your administrator for a recovery code.
   */
  "no-certificate",
  /**
   * The certificate was not issued by this service. It belongs to another service or to another environment: choose
   * the one that this service issued to you.
   */
  "unknown-issuer",
  /**
   * The certificate bears this authority's signature, and the service has no record of it. Do not use it any more;
   * ask your administrator for a new one. Operators: the database may be older than the certificate, after a restore
   * for example.
   */
  "unknown-serial",
  /**
   * An operator has revoked the certificate, or another replacement took its place before it was ever used. Use the
   * newer certificate, or ask your administrator for one.
   */
  "revoked",
  /**
   * The certificate has been renewed, its replacement is in use, and the days in which both were valid are over.
   * Choose the replacement, which expires later; if it is not in the list, import its .p12 file.
   */
  "retired",
  /**
   * The certificate's last day is over, and it can no longer renew itself. Ask your administrator for a recovery
   * code, and check the computer's date.
   */
  "expired",
  /**
   * The certificate is not valid yet. It was made by a clock that was ahead, or the service's clock is
   * behind. Use the certificate before it, or try again later; tell the operator. Operators: put the clock right, then
   * the certificate before renews once more.
   */
  "not-yet-valid",
  /** The access of the organisation that the certificate names is closed. Ask your administrator. */
  "tenant-closed",
  /**
   * Certificates of this type (`api`, `backup`, and others that the product does not name) do not renew by
   * themselves. Ask your administrator for a new one before this one expires.
   */
  "type-not-renewable",
  /**
   * The certificate has been renewed, and its replacement has been used. Use the replacement; this certificate needs
   * nothing more. If the replacement is lost, ask your administrator to revoke it: then this one renews again.
   */
  "already-renewed",
  /** It is too early. The status says from when on (`window.from`), and `Retry-After` when to ask again. */
  "not-due",
  /**
   * The service's authority would end before the certificate, so it issues none. The present certificate works until
   * it expires; try again once the operator has rotated the authority. Operators: run `koshin rotate issuing-ca`, or
   * `koshin rotate root` where `koshin check` says so, and have the services reload.
   */
  "authority-expires-first",
  /**
   * A replacement was issued elsewhere, and nobody has used it yet. Finish there, or agree that it becomes invalid:
   * then this renewal takes its place.
   */
  "replacement-pending",
  /**
   * The body is no PKCS#10 request in base64, or the connection ended before all of it had come. Make the request
   * again.
   */
  "request-malformed",
  /**
   * The request is signed in a way that is not taken, be it right or not: RSASSA-PSS, SHA-1, SHA-224 and others. Sign
   * it with SHA-256, SHA-384 or SHA-512: ECDSA for P-256, PKCS #1 v1.5 for RSA.
   */
  "request-signature-unsupported",
  /**
   * The request is not signed by the key that it names. Make the request again, with the key's own private half.
   */
  "request-signature-wrong",
  /**
   * The request names somebody other than the certificate does or the recovery code is for, more than one CN or O, or
   * a name that cannot be read. Repeat the certificate's CN and O exactly; renewal never changes them.
   */
  "request-subject-wrong",
  /**
   * The key is of a kind that the organisation does not take. Make a fresh one of a kind that the sentence names, as
   * does the answer's member `keyKinds`, the preferred one first: P-256 with a named curve and an uncompressed point,
   * or RSA-2048.
   */
  "request-key-not-allowed",
  /**
   * Others can compute the private key: an RSA key has another exponent than 65537, a factor below 752, two factors
   * that are equal or close, or the form that a faulty library gives its keys (ROCA, CVE-2017-15361); the private half
   * of a P-256 key is one of the first numbers, or its point is not on the curve. The program or the token that made
   * it does not work as it should: bring it up to date, or use another one.
   */
  "request-key-unsafe",
  /**
   * The key is known to be in wrong hands: a certificate with it was revoked for that reason, or an operator has put it
   * on the list of blocked keys. Make a fresh key, and see to it that no copy of a machine brings the old one back.
   */
  "request-key-blocked",
  /**
   * Somebody else has, or had, a certificate for this key, or it is the authority's own. No two may share one: whoever
   * has it could pass for both. This happens where a machine was copied with its keys. Make a fresh key.
   */
  "request-key-taken",
  /**
   * The key is that of the present certificate, or of one before it, and the organisation asks for a fresh one with
   * each renewal. Make one; some programs do so by an option only. Operators: `koshin tenant set --same-key allowed`
   * lets a tenant's clients keep theirs.
   */
  "request-key-reused",
  /**
   * `simpleenroll` works on the recovery host, with a code. A certificate that is still valid is renewed with
   * `simplereenroll`.
   */
  "enrolment-needs-code",
  /**
   * `serverkeygen` was asked to encrypt the key a second time, inside the connection. Leave that attribute out; TLS
   * protects the key on its way.
   */
  "key-encryption-unsupported",
  /**
   * The report names no replacement of the caller's, or no stage that a client reports. Ask for the status again and
   * report what it names.
   */
  "stage-unknown",
  /**
   * The code is wrong, used up or expired, or it is for somebody else; which of these is told to nobody. Check what
   * was typed. A code lasts for 24 hours; ask your administrator for a new one.
   */
  "recovery-code-wrong",
  /** The body is larger than anything that this address accepts. Send only what is asked for. */
  "body-too-large",
  /**
   * The `Content-Type` is missing or is not the one that this address expects: `application/pkcs10` for EST,
   * `application/json` for `POST /api/cert` and for reports. The answer names what came, and what is expected, which
   * the `Accept` header has too.
   */
  "media-type-wrong",
  /** A page of another site sent the request. Open the service's own page and do it there. */
  "cross-site",
  /**
   * The certificate was renewed ten times within an hour. Something repeats itself without keeping what it gets;
   * stop it, and try again after the time in `Retry-After`.
   */
  "too-many-requests",
  /** There are too many connections with this certificate or from this address. Close the others, or use them. */
  "connections-exceeded",
  /**
   * The requests come too fast, or too many wrong recovery codes came from this address. Wait for as long as
   * `Retry-After` says, then go on more slowly.
   */
  "requests-exceeded",
  /**
   * The organisation renewed more certificates within an hour than the service's limit allows. Try again later;
   * operators can raise the limit in the settings.
   */
  "tenant-renewals-exceeded",
  /** There is nothing at this address, or the request named a host that is not this service's. Check both. */
  "not-found",
  /** The address is right, and the method is not: `Allow` names those that there are. EST enrols by `POST`. */
  "method-not-allowed",
  /**
   * The database cannot be reached for the moment, or its disk is full. Try again soon: the same request again is
   * safe, and what was asked for may have been done already.
   */
  "unavailable",
  /**
   * The service failed. Try again; if it stays so, tell the operator, with the time: the log has the cause beside
   * the request's number.
   */
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
  /** With `request-key-not-allowed`: the kinds of key that are, the preferred one first. */
  keyKinds: v.optional(v.array(v.picklist(keyKinds))),
});
export type Problem = v.InferOutput<typeof Problem>;
