import { isCurve, type KeyKind } from "../../core/key-kind.ts";
import type { RefusalCode } from "../../protocol/console/problem.ts";
import type { TokenScope } from "../../protocol/console/tokens.ts";
import type { Settings } from "../settings/settings.ts";

/** The message of each refusal, which tells the person what to do. */
export const refusalSentences: Readonly<Record<RefusalCode, string>> = {
  "no-certificate":
    "The request came without a certificate. Restart the browser and choose yours when it asks; if it is not offered, it may have expired: ask your administrator for a recovery code.",
  "unknown-issuer": "The certificate was not issued by this service. Restart the browser and choose the one that it issued to you.",
  "unknown-serial": "This service does not know the certificate. Ask your administrator for a new one.",
  revoked: "The certificate has been revoked. Use its replacement, or ask your administrator for a new one.",
  retired: "The certificate has been renewed, and the period in which both were valid is over. Use its replacement.",
  expired: "The certificate has expired. Ask your administrator for a recovery code.",
  "not-yet-valid":
    "The certificate is not valid yet: a clock is or was wrong. Use the previous one, or try again later, and tell the service's operator.",
  "tenant-closed": "Your organisation's access is closed. Ask your administrator.",
  "type-not-renewable":
    "Certificates of this type are not renewed. Ask your administrator for a new client certificate before this one expires.",
  "already-renewed": "The certificate has been renewed, and its replacement is in use. Use the replacement.",
  "not-due": "It is too early to renew the certificate. Keep using it, and try again later.",
  "authority-expires-first":
    "The service's authority expires too soon to issue another certificate. Yours works until it expires; tell the service's operator, and try again later.",
  "authority-delayed":
    "The authority that signs the certificate takes its time. The request is kept: send it again, with the same key, after Retry-After.",
  "authority-refused":
    "The authority that signs for this service refuses the certificate. Tell the service's operator, whose log has its reason.",
  "name-not-permitted":
    "The service's authority may not issue a certificate with this name. Yours works until it expires; tell your administrator.",
  "key-on-device-only":
    "Your organisation's keys are made on the device that uses them, not at the service. Renew in the browser there, or by EST with a key of your own.",
  "replacement-pending": "Another replacement has been issued but not used. Finish there, or agree that it becomes invalid.",
  "request-malformed":
    "The body is not what this address expects: a PKCS#10 request in base64, or, where the service makes the key, none. Send it again.",
  "request-signature-unsupported":
    "The request is signed with an unsupported algorithm. Sign it with SHA-256, SHA-384 or SHA-512: ECDSA, or RSA by PKCS #1 v1.5.",
  "request-signature-wrong": "The request is not signed with its own key. Make the request again.",
  "request-subject-wrong":
    "The request's subject is not the certificate's, or has more than one CN or O. Repeat the certificate's subject: one CN, one O.",
  "request-key-not-allowed": "The request's key is of a kind that is not allowed. Make a new key.",
  "request-key-unsafe":
    "Others can compute the request's private key. Update the browser, program or token that made it, and make a new key; for RSA with the exponent 65537.",
  "request-key-blocked": "The request's key is known to be compromised. Make a new key.",
  "request-key-taken": "The request's key belongs to another holder. Make a new key: keys must not be shared.",
  "request-key-reused":
    "The request's key is that of the current certificate, or of a previous one. Make a new key, or have your operator allow the same one.",
  "enrolment-needs-code":
    "Valid certificates are renewed with simplereenroll. Without one, enrol at the recovery host with a code from your administrator.",
  "key-encryption-unsupported":
    "The service does not encrypt the key a second time. Leave that attribute out: the connection protects the key.",
  "stage-unknown": "The report does not name a replacement of yours, or a stage. Request the status again.",
  "recovery-code-wrong":
    "The code is wrong, used or expired, or for another holder. Check what you typed, or ask your administrator for a new code.",
  "body-too-large": "The request is too large. Send only what is required.",
  "media-type-wrong": "The request has the wrong Content-Type. Send it with the one that the Accept header names.",
  "cross-site": "The request came from another site's page. Open the service's own page.",
  "too-many-requests": "The certificate was renewed too often within an hour. Wait for about an hour, then try again.",
  "connections-exceeded":
    "There are too many connections with this certificate or from this address. Close the others, or reuse them.",
  "requests-exceeded":
    "Requests are arriving too quickly. Wait for as long as the Retry-After header says, then continue more slowly.",
  "tenant-renewals-exceeded":
    "Your organisation has renewed too many certificates within an hour. Try again in about an hour, or ask the service's operator.",
  "not-logged-in": "Nobody is logged in, or the session has ended. Log in again.",
  "login-wrong": "The user name or the password is wrong. Check both, and try again.",
  "login-locked":
    "There were too many wrong attempts. Wait for as long as the Retry-After header says, about a minute, and try again.",
  "login-other-tenant":
    "The account belongs to another organisation than the certificate. Restart the browser, and choose a certificate of the account's organisation.",
  "second-factor-needed": "The second factor is needed. Give the code of your authenticator app, or use your passkey.",
  "second-factor-wrong":
    "The code is wrong, or was used already: wait for the next one, and check the device's clock. Or the passkey is not this account's, or did not verify its user: try again.",
  "passkey-not-accepted":
    "The passkey was not registered: it does not verify its user, is registered already, took too long, or there are twenty. Try again, or use another device.",
  "identity-not-linked":
    "No account of your organisation is linked to this identity. Log in with your password, and link it on the page of your account.",
  "sign-in-not-valid": "The login at the identity provider did not complete. Begin again.",
  "provider-unavailable": "The identity provider does not answer. Try again soon, or log in with your password.",
  "identity-taken": "The identity is linked to another account of your organisation. Unlink it there first.",
  "identity-last": "Without this identity, nobody could log in to the account. Link another one first.",
  "password-login-needed": "Log out, and log in with your password, to link an identity.",
  "second-factor-last": "This is the account's only second factor. Set up another one first.",
  "role-insufficient": "Your role does not permit this. Ask an administrator of your organisation.",
  "password-unfit":
    "The password is too short, is one that attackers try first, or is made of your user name. Choose another one, of at least 8 characters.",
  "invitation-not-valid":
    "The invitation has been used, has expired, or is for another organisation than the certificate. Ask an administrator of your organisation for another one.",
  "account-exists": "There is an account with this name. Choose another one.",
  "password-wrong": "The present password is wrong. Type it again; after five wrong attempts, wait for a minute.",
  "administrator-last": "The organisation would have no administrator who can log in. Give somebody else that role first.",
  "account-own": "Nobody can disable or reset their own account. Ask another administrator of your organisation.",
  "changed-meanwhile": "Somebody else has changed this meanwhile. Load it again, and decide what to keep.",
  "selection-changed":
    "The search finds another number of certificates than when they were selected, so nothing was done. Look at the list again, and select again.",
  "other-device-refused":
    "Your organisation has one certificate for each device. Issue another certificate with the same CN for this device.",
  "view-exists": "You have saved a view under this name. Choose another name, or change that view.",
  "views-exceeded": "You have saved fifty views. Remove one that you do not need any more.",
  "file-not-kept":
    "The service does not have this certificate's private key, so there is neither a file nor a password. Renew the certificate, or issue another one.",
  "cn-not-allowed": "No certificate is issued with this CN. Use lower-case letters followed by a number, such as client28.",
  "holder-has-certificate":
    "There is a valid certificate with this CN. Renew or hand out that one, or issue one more, for another device.",
  "device-has-certificate": "There is a valid certificate for this device. Renew or hand out that one, or issue one more for it.",
  "orders-not-accepted":
    "At least one of these certificates cannot be issued as it is ordered, or would be one more. Nothing has been started. Look at the preview again.",
  "token-not-valid":
    "The token is not valid with this certificate: it is mistyped, has expired or been revoked, or belongs to another organisation. Make another one on the administrators' site.",
  "token-scope-insufficient":
    "The token does not permit this. WWW-Authenticate names the scopes that it needs; if it names none, only people can do this, on the administrators' site.",
  "token-beside-session": "The request has both a token and a session's cookie. Send the token alone.",
  "tokens-exceeded": "The organisation has a hundred valid tokens. Revoke those that no program uses.",
  "codes-exceeded": "Recovery codes are made for at most 500 certificates at once. Select fewer.",
  "jobs-exceeded": "Your organisation has too many unfinished jobs. Wait until one is finished, or stop one.",
  "downloads-exceeded":
    "Too many files of several certificates are being handed out at this moment. Wait until one has arrived, then try again.",
  "order-of-operators":
    "The service's operators have ordered this renewal, and only they can change that. Renew the certificate now, or ask them.",
  "rule-fixed": "Only the service's operators change this. Ask them.",
  "rule-out-of-bounds":
    "A rule is outside of the bounds that the service's operators have set, or there is no such time zone or product. Choose a value within the bounds (GET /api/tenant/rules).",
  "notice-addresses-exceeded": "The organisation has twenty notice addresses. Remove one that is not needed any more.",
  "test-messages-exceeded":
    "A test message was sent there within the last minute, or ten to the organisation's addresses within the last hour. Look into the mailbox first, and try again later.",
  "mails-exceeded":
    "This would send more mails within an hour than an account, or an organisation, may. Nothing was done. Wait for as long as the Retry-After header says, then try again.",
  "not-system-operator":
    "This certificate is not that of a system operator. Choose the certificate that your account names, or open your organisation's site.",
  "tenant-own": "Your own certificate is one of this tenant's. Close it by the command line, or with another tenant's certificate.",
  "not-found": "There is nothing at this address, or the host is not this service's. Check both.",
  "method-not-allowed": "That method is not allowed at this address. Use one that the Allow header lists.",
  "front-not-trusted": "The request did not come through the service's reverse proxy as it should. Tell the service's operator.",
  unavailable: "The service is temporarily unavailable. Try again soon; your request may already have been carried out.",
  internal: "The service failed. Try again; if the problem persists, tell its operator.",
};

/** Where a refusal is explained: the page that the settings name, at the anchor of its code. */
export function explanationOf({ explanations }: Pick<Settings, "explanations">, code: RefusalCode): string | undefined {
  return explanations === undefined ? undefined : `${explanations}#${code}`;
}

/** What to ask for when making a key of a kind. */
function inWords(kind: KeyKind): string {
  return isCurve(kind) ? `${kind} (a named curve, the point not compressed)` : kind;
}

/** The message of `request-subject-wrong` for a caller with a code and no certificate. */
const subjectNotOfCode =
  "The request's subject is not the code's holder, or has more than one CN or O. Use the holder's subject: one CN, one O.";

/** The message of `request-subject-wrong` for a caller that requests somebody else's certificate. */
const subjectNotReadable =
  "The request's subject names no tenant and holder of this service. Request a subject that its settings (subjects) read, of a tenant that exists.";

/** The message of `request-subject-wrong` where another authority signs, which sees the request alone. */
const subjectNotWhole =
  "Another authority signs for this service, for the request's own subject. Request the whole subject of the certificate, with all its attributes.";

/** The message of `request-malformed` where JSON is expected. */
const jsonMalformed = "The body is not the JSON that this address expects. Compare it with the API's description.";

/** The message of `request-malformed` where parameters of the address are wrong. */
const queryMalformed = "A parameter of the address is not one that is accepted there. Compare it with the API's description.";

/** The message of `unavailable` where the service itself works. */
const appUnavailable =
  "The application behind this service does not answer. Try again soon; your request may already have been carried out.";

/** The media type of a body, and the expected one. */
interface MediaTypes {
  readonly sent: string | undefined;
  readonly expected: string;
}

/** Limits how much of a client's header a message repeats. */
const maxMediaTypeLength = 100;

function mediaTypesInWords({ sent = "", expected }: MediaTypes): string {
  const came =
    sent === "" ? "The request has no Content-Type" : `The request has the Content-Type ${sent.slice(0, maxMediaTypeLength)}`;
  return `${came}. Send it with Content-Type: ${expected}.`;
}

/** Details of a refusal besides its code. */
interface RefusalOptions {
  readonly cause?: unknown;
  readonly retryAfter?: number;
  readonly keyKinds?: readonly KeyKind[];
  readonly mediaTypes?: MediaTypes;
  /** The available methods, as `Allow` lists them. */
  readonly methods?: string;
  /** The scopes that a token needs. */
  readonly scopes?: readonly TokenScope[];
  /**
   * Set if the caller presented a recovery code instead of a certificate, requests somebody else's, or has it signed by another
   * authority; if the app behind the service has not answered; or if the body should have been JSON.
   */
  readonly by?: "code" | "registrar" | "upstream" | "app" | "json" | "query";
}

function sentenceOf(code: RefusalCode, { keyKinds, mediaTypes, by }: RefusalOptions): string {
  if (code === "unavailable" && by === "app") return appUnavailable;
  if (code === "request-malformed" && by === "json") return jsonMalformed;
  if (code === "request-malformed" && by === "query") return queryMalformed;
  if (mediaTypes !== undefined) return mediaTypesInWords(mediaTypes);
  if (code === "request-subject-wrong" && by === "code") return subjectNotOfCode;
  if (code === "request-subject-wrong" && by === "registrar") return subjectNotReadable;
  if (code === "request-subject-wrong" && by === "upstream") return subjectNotWhole;
  const kinds = keyKinds?.map(inWords).join(", or ");
  return refusalSentences[code] + (kinds === undefined ? "" : ` Allowed: ${kinds}.`);
}

/** A request that the service refuses, with a stable code; `routes/http/problem.ts` has the HTTP status of each. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  /** When to retry, in seconds, if that helps. */
  readonly retryAfter: number | undefined;
  /** The allowed kinds of key, the preferred one first, if another one was refused. */
  readonly keyKinds: readonly KeyKind[] | undefined;
  /** The expected media type, if another one was sent. */
  readonly mediaType: string | undefined;
  /** The available methods, if another one was requested. */
  readonly methods: string | undefined;
  /** The scopes that a token needs, if it lacks one. */
  readonly scopes: readonly TokenScope[] | undefined;

  constructor(code: RefusalCode, options: RefusalOptions = {}) {
    super(sentenceOf(code, options), options);
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.keyKinds = options.keyKinds;
    this.mediaType = options.mediaTypes?.expected;
    this.methods = options.methods;
    this.scopes = options.scopes;
  }
}
