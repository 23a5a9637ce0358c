import type { RenewalErrorCode } from "./renewal-error.ts";

const answerWrong = "The service's answer could not be verified. Your present certificate stays as it is. Try again; if it stays so, tell your administrator.";
const fileWrong = "The certificate file could not be made. Try again; if it stays so, tell your administrator.";
const notYours = "The certificate that came back is not the right one, so it was discarded. Keep using your present certificate and tell your administrator.";

/** What the person reads for each error, in English: what happened and what to do. */
export const errorsEn: Readonly<Record<RenewalErrorCode, string>> = {
  "no-certificate": "No certificate reached the server. Restart the browser, connect again and choose your certificate.",
  "unknown-issuer": "The chosen certificate was not issued by this service. Restart the browser and choose the right one.",
  "unknown-serial": "The chosen certificate is not registered with this service. Tell your administrator.",
  revoked: "This certificate has been revoked. Ask your administrator for another one.",
  expired: "This certificate has expired. Ask your administrator for another one.",
  "tenant-closed": "This tenant has been closed, so its certificates are not renewed. Ask your administrator.",
  "type-not-renewable": "Certificates of this type are not renewed automatically. Ask your administrator to issue a client certificate.",
  "already-renewed": "This certificate has been renewed already. Use the new one.",
  "not-due": "It is too early to renew this certificate. Keep using it.",
  "replacement-pending": "A renewal has been begun elsewhere. Carry on there, or try again in a while.",
  "request-malformed": "The service did not accept the request. Try again; if it stays so, tell your administrator.",
  "request-signature-wrong": "The request's signature could not be verified. Close this and renew again.",
  "request-subject-wrong": "You are connected with a different certificate from the one to be renewed. Restart the browser and choose that one.",
  "request-key-not-allowed": "This kind of key is not allowed. Tell your administrator.",
  "stage-unknown": "Your progress could not be recorded. You can go on with the renewal.",
  "body-too-large": "The request was too large for the service. Tell your administrator.",
  "media-type-wrong": "The service did not accept the form of the request. Tell your administrator.",
  "cross-site": "Renewal is not allowed from this page. Connect to WebORCA again.",
  "too-many-requests": "There were too many renewals. Wait for about an hour, then try again.",
  "not-found": "The service's renewal address was not found. Tell your administrator.",
  internal: "Something went wrong. Try again in a while; if it stays so, tell your administrator.",
  unreachable: "The server could not be reached. Check the network, then try again.",
  "answer-malformed": answerWrong,
  "download-failed": "The file could not be downloaded. Check the free space and the browser's settings, then try again.",
  "site-not-configured": "This site is not set up in the extension. Tell your administrator.",
  "base64-malformed": answerWrong,
  "der-malformed": answerWrong,
  "certificate-malformed": answerWrong,
  "response-malformed": answerWrong,
  "key-unsupported": "This kind of key cannot be used. Tell your administrator.",
  "pkcs12-malformed": fileWrong,
  "pkcs12-truncated": fileWrong,
  "pkcs12-wrong-password": fileWrong,
  "pkcs12-unsupported": fileWrong,
  "pkcs12-too-many-iterations": fileWrong,
  "subject-not-nameable": "This certificate has a name that cannot be handled. Tell your administrator.",
  "password-not-ascii": fileWrong,
  "replacement-key-mismatch": notYours,
  "replacement-subject-mismatch": notYours,
  "replacement-not-later": notYours,
};
