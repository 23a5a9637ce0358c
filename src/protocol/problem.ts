import * as v from "valibot";
import { keyKinds } from "../core/key-kind.ts";

/** Every refusal of the service by its stable code. The comment above a code is its explanation in docs/errors.md. */
export const problemCodes = [
  /**
   * The request came without a client certificate. Browsers do not offer an expired certificate, and send none if the
   * selection was cancelled: close every window, open the browser again and choose yours. If it is not in the list,
   * import its .p12 file, or ask your administrator for a recovery code.
   */
  "no-certificate",
  /**
   * The certificate was not issued by this service. It belongs to another service or to another environment: restart
   * the browser and choose the one that this service issued to you.
   */
  "unknown-issuer",
  /**
   * The certificate is signed by this authority, but the service has no record of it. Do not use it any more; ask your
   * administrator for a new one. Operators: the database may be older than the certificate, for example after a
   * restore.
   */
  "unknown-serial",
  /**
   * An operator has revoked the certificate, or another replacement replaced it before it was ever used. Use the newer
   * certificate, or ask your administrator for a new one.
   */
  "revoked",
  /**
   * The certificate has been renewed, its replacement is in use, and the period in which both were valid is over.
   * Choose the replacement, which expires later; if it is not in the list, import its .p12 file.
   */
  "retired",
  /**
   * The certificate has expired and can no longer be used to renew. Check the computer's date, and ask your
   * administrator for a recovery code.
   */
  "expired",
  /**
   * The certificate is not valid yet. It was issued by a clock that was ahead, or the service's clock is behind. Use
   * the previous certificate, or try again later, and tell the service's operator. Operators: correct the clock; then
   * the previous certificate can be renewed again.
   */
  "not-yet-valid",
  /** The access of the organisation that the certificate names is closed. Ask your administrator. */
  "tenant-closed",
  /**
   * Certificates of this type (`api`, `backup`, and others that the product does not name) are not renewed. Ask your
   * administrator for a new client certificate before this one expires.
   */
  "type-not-renewable",
  /**
   * The certificate has been renewed, and its replacement has been used. Use the replacement; this certificate needs no
   * action. If the replacement is lost, ask your administrator to revoke it: then this one can be renewed again.
   */
  "already-renewed",
  /**
   * It is too early. Keep using the certificate; the status says when it can be renewed (`window.from`), and
   * `Retry-After` when to ask again.
   */
  "not-due",
  /**
   * The service's authority would expire before the new certificate, so none is issued. The current certificate works
   * until it expires; tell the operator, and try again once the authority has been rotated. Operators: run `koshin
   * rotate issuing-ca`, or `koshin rotate root` if `koshin check` says so, and reload the services.
   */
  "authority-expires-first",
  /**
   * The service's authority is not permitted to issue a certificate with this name: no program would accept it. The
   * current certificate works until it expires; tell your administrator. Operators: its name constraints, or those of
   * an authority above it, do not permit the subject, or the subjectAltName that renewals keep; use an authority
   * without this restriction, or set `certificateProfile.subjectAltName` to `omit`.
   */
  "name-not-permitted",
  /**
   * Another authority signs for this service, and has not decided yet. The request is kept: send it again, with the same
   * key, once the time in `Retry-After` has passed; in the dialog, try again there. The current certificate works meanwhile.
   * EST answers with status 202 (RFC 7030, section 4.2.3).
   */
  "authority-delayed",
  /**
   * Another authority signs for this service, and refuses the certificate, or signed one that cannot be used. The current
   * certificate works until it expires; tell the operator. Operators: the log has the authority's reason with the request's id.
   */
  "authority-refused",
  /**
   * A replacement was issued elsewhere and has not been used yet. Finish there, or agree that it becomes invalid: then
   * this renewal replaces it.
   */
  "replacement-pending",
  /**
   * The organisation has decided that the keys of renewals are made on the device that uses them, and not at the service. Renew in
   * the browser on that device, or by EST (`simplereenroll`) with a key of your own.
   */
  "key-on-device-only",
  /**
   * The body is not what the address expects, such as a PKCS#10 request in base64, or the connection ended before it was
   * complete; or a parameter of the address is not accepted there. Create the request again.
   */
  "request-malformed",
  /**
   * The request is signed with an unsupported algorithm, whether or not the signature is valid: RSASSA-PSS, SHA-1,
   * SHA-224 and others. Sign it with SHA-256, SHA-384 or SHA-512: ECDSA for P-256 and P-384, PKCS #1 v1.5 for RSA.
   */
  "request-signature-unsupported",
  /**
   * The request is not signed with the private key that belongs to its public key. Create the request again, with that
   * key.
   */
  "request-signature-wrong",
  /**
   * The request's subject is not that of the certificate or of the recovery code, has more than one CN or O, or cannot
   * be read. Repeat the certificate's CN and O exactly; renewal never changes them. In the dialog: the browser presents
   * a different certificate from the one to be renewed; restart it and choose that one.
   */
  "request-subject-wrong",
  /**
   * The organisation does not accept this kind of key. Generate a new key of a kind that the message lists, as does the
   * response's member `keyKinds`, the preferred one first: P-256 or P-384 with a named curve and an uncompressed point,
   * or RSA with 2048, 3072 or 4096 bits.
   */
  "request-key-not-allowed",
  /**
   * Others can compute the private key: an RSA key has an exponent other than 65537, a factor below 752, two factors
   * that are equal or close, or the structure of keys from a faulty library (ROCA, CVE-2017-15361); the private key of
   * an elliptic-curve key is a very small number, or its point is not on the curve. The browser, program or token that
   * generated it is faulty: update it, or use another one, and generate a new key.
   */
  "request-key-unsafe",
  /**
   * The key is known to be compromised: a certificate with it was revoked for that reason, or an operator has put it on
   * the list of blocked keys. Generate a new key, and make sure that no cloned machine or backup brings the old one
   * back.
   */
  "request-key-blocked",
  /**
   * Somebody else has, or had, a certificate for this key, or it is the authority's own. A key must not be shared:
   * whoever has it could impersonate both. This happens if a machine was cloned with its keys. Generate a new key.
   */
  "request-key-taken",
  /**
   * The key is that of the current certificate, or of a previous one, and the organisation requires a new one for each
   * renewal. Generate a new key; some programs do so only with an option. Operators: `koshin tenant set --same-key
   * allowed` lets a tenant's clients keep theirs.
   */
  "request-key-reused",
  /**
   * `simpleenroll` works on the recovery host, with a code from your administrator. A certificate that is still valid
   * is renewed with `simplereenroll`. Operators: a client that enrols others, such as another Koshin, must be listed in
   * the settings (`registrars`).
   */
  "enrolment-needs-code",
  /**
   * The request to `serverkeygen` asks for the key to be encrypted a second time, within TLS. Leave that attribute out;
   * TLS protects the key in transit.
   */
  "key-encryption-unsupported",
  /**
   * The report does not name a replacement of the caller, or not a stage that clients report. Request the status again
   * and report the replacement that it names. The renewal itself is not affected.
   */
  "stage-unknown",
  /**
   * The code is wrong, used or expired, or for another holder; the service does not say which. Check what was
   * typed. A code is valid for 24 hours; ask your administrator for a new one.
   */
  "recovery-code-wrong",
  /** The body is larger than this address accepts. Send only what is required. */
  "body-too-large",
  /**
   * The `Content-Type` is missing or is not the one that this address expects: `application/pkcs10` for EST,
   * `application/json` for `POST /api/cert` and for reports. The response says what was sent, and what is expected,
   * also in the `Accept` header.
   */
  "media-type-wrong",
  /** A page of another site sent the request. Open the service's own page and do it there. */
  "cross-site",
  /**
   * The certificate was renewed ten times within an hour. A program probably repeats the renewal without keeping the
   * result; stop it, wait for as long as `Retry-After` says, about an hour, and try again.
   */
  "too-many-requests",
  /** There are too many connections with this certificate or from this address. Close some, or reuse them. */
  "connections-exceeded",
  /**
   * Requests are arriving too quickly, or too many wrong recovery codes came from this address. Wait for as long as
   * `Retry-After` says, then continue more slowly.
   */
  "requests-exceeded",
  /**
   * The organisation renewed more certificates within an hour than the service's limit allows. Try again in about an
   * hour; operators can raise the limit in the settings.
   */
  "tenant-renewals-exceeded",
  /** There is nothing at this address, or the request named a host that is not this service's. Check both. */
  "not-found",
  /** The address is right, but the method is not: `Allow` lists the supported ones. EST enrols by `POST`. */
  "method-not-allowed",
  /**
   * The request did not come through the service's reverse proxy as required, so its client certificate is not trusted.
   * Operators: the log names the fault (`peer`, `secret`, `header`, `certificate` or `server-name`), and `koshin
   * check --front` what the proxy does not guarantee.
   */
  "front-not-trusted",
  /**
   * The database is temporarily unavailable, or its disk is full; or a gateway reports (502, 503, 504) that the service
   * behind it is down, or the other authority that signs for it cannot be reached. Try again soon: repeating the same
   * request is safe, and it may already have been carried out.
   */
  "unavailable",
  /**
   * The service failed. Try again; if the problem persists, tell the operator the time: the log has the cause with the
   * request's id.
   */
  "internal",
] as const;

/** The response header with the request's id, under which the service logged it. */
export const requestIdHeader = "X-Request-Id";

/** The stable code of a refusal. */
export type ProblemCode = (typeof problemCodes)[number];

/** A refusal as the service sends it: RFC 9457 `application/problem+json` with a stable `code`. */
export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  /** A message that tells the person what to do. */
  detail: v.string(),
  code: v.picklist(problemCodes),
  /** With `request-key-not-allowed`: the allowed kinds of key, the preferred one first. */
  keyKinds: v.optional(v.array(v.picklist(keyKinds))),
});
export type Problem = v.InferOutput<typeof Problem>;
