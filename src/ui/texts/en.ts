import type { Texts } from "./texts.ts";

const answerWrong =
  "The service's response could not be verified. Your present certificate is unchanged. Try again; if the problem persists, tell your administrator.";
const fileWrong = "The certificate file could not be created. Try again; if the problem persists, tell your administrator.";
const notYours =
  "The certificate that came back is not the right one, so it was discarded. Keep using your present certificate and tell your administrator.";
const notAccepted = "The service did not accept the request. Try again; if the problem persists, tell your administrator.";

/** What every surface says in English. */
export const textsEn: Texts = {
  card: { user: "Certificate (CN)", organisation: "Tenant (O)", validUntil: "Valid until", serial: "Serial number" },
  explanation: "Read the explanation",
  diagnosis: {
    copy: "Copy diagnosis",
    copied: "Copied, for your support desk. There is no password and no key in it.",
    refused: "It could not be copied. Select this line and copy it, or read it out.",
  },
  errors: {
    "no-certificate":
      "No certificate reached the server. Restart the browser, connect again and choose your certificate. If it has expired, ask your administrator for a recovery code.",
    "unknown-issuer": "The chosen certificate was not issued by this service. Restart the browser and choose the right one.",
    "unknown-serial": "The chosen certificate is not registered with this service. Ask your administrator for a new one.",
    retired: "This certificate has been renewed and no longer works. Choose the new one.",
    revoked: "This certificate has been revoked. Use its replacement, or ask your administrator for a new one.",
    expired: "This certificate has expired. Ask your administrator for a recovery code.",
    "not-yet-valid": "This certificate is not valid yet. Use the previous one, or try again later, and tell your administrator.",
    "tenant-closed": "This tenant has been closed, so its certificates are not renewed. Ask your administrator.",
    "type-not-renewable":
      "Certificates of this type are not renewed. Ask your administrator for a new client certificate before this one expires.",
    "already-renewed": "This certificate has been renewed already. Use the new one.",
    "not-due": "It is too early to renew this certificate. Keep using it, and try again later.",
    "authority-expires-first":
      "The service cannot issue a new certificate at present. Yours works until it expires. Tell your administrator, and try again later.",
    "replacement-pending": "A renewal has been started elsewhere. Finish it there, or try again here.",
    "request-malformed": notAccepted,
    "request-signature-unsupported": notAccepted,
    "request-signature-wrong": "The request's signature could not be verified. Close this and renew again.",
    "request-subject-wrong":
      "You are connected with a different certificate from the one to be renewed. Restart the browser and choose that one.",
    "request-key-not-allowed":
      "This kind of key is not allowed. Close this and renew again, so that a new one is made; if the problem persists, tell your administrator.",
    "request-key-unsafe":
      "The key that was made is not safe. Update the browser, then renew again; if the problem persists, tell your administrator.",
    "request-key-blocked": "The key is blocked. Close this and renew again, so that a new one is made.",
    "request-key-taken": "The key belongs to another certificate. Close this and renew again, so that a new one is made.",
    "request-key-reused": "The key has been used before. Close this and renew again, so that a new one is made.",
    "enrolment-needs-code": "A new certificate needs a code from your administrator. Open the recovery page.",
    "key-encryption-unsupported": notAccepted,
    "stage-unknown": "Your progress could not be recorded. You can continue with the renewal.",
    "recovery-code-wrong":
      "The code is wrong, used or expired, or it is for somebody else. Check it, or ask your administrator for a new one.",
    "body-too-large": notAccepted,
    "media-type-wrong": notAccepted,
    "cross-site": "Renewal is not allowed from this page. Open WebORCA again and renew there.",
    "too-many-requests": "There were too many renewals. Wait for about an hour, then try again.",
    "connections-exceeded": "There are too many connections. Close the other windows, then try again.",
    "requests-exceeded": "There were too many requests. Wait for a moment, then try again.",
    "tenant-renewals-exceeded": "Your organisation has renewed very many certificates. Wait for about an hour, then try again.",
    "not-found": notAccepted,
    "method-not-allowed": notAccepted,
    unavailable: "The service is temporarily unavailable. Try again soon.",
    internal: "Something went wrong. Try again soon; if the problem persists, tell your administrator.",
    unreachable: "The server could not be reached. Check the network, then try again.",
    "answer-malformed": answerWrong,
    "download-failed": "The file could not be downloaded. Check the free space and the browser's settings, then try again.",
    "site-not-configured": "This site is not set up in the extension. Tell your administrator.",
    "renewal-not-offered": "This site does not renew certificates from here. Ask your administrator for a new one.",
    "renewal-declined":
      "The site declined to renew. It is too early, or no certificate was chosen. Connect to the site with your certificate and try again; if the problem persists, tell your administrator.",
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
  },
};
