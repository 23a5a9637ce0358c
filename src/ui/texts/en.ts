import type { Texts } from "./texts.ts";

const responseInvalid =
  "The service's response could not be verified. You can still use your current certificate. Try again; if the problem persists, contact your administrator.";
const fileInvalid = "The certificate file could not be created. Try again; if the problem persists, contact your administrator.";
const certificateMismatch =
  "The service returned the wrong certificate, so it was discarded. Keep using your current certificate and contact your administrator.";
const notAccepted = "The service did not accept the request. Try again; if the problem persists, contact your administrator.";

/** The texts shared by the surfaces, in English. */
export const textsEn: Texts = {
  card: { user: "Certificate (CN)", organisation: "Tenant (O)", validUntil: "Valid until", serial: "Serial number" },
  left: (time) => {
    if (time === undefined) return "expired";
    if (time.count === 0) return "less than an hour left";
    return `${time.count} ${time.unit}${time.count === 1 ? "" : "s"} left`;
  },
  explanation: "Read the explanation",
  diagnosis: {
    copy: "Copy diagnosis",
    copied: "Copied. Send it to your support desk. It contains no passwords or keys.",
    refused: "It could not be copied. Select and copy this line, or read it out to your support desk.",
  },
  errors: {
    "no-certificate":
      "No certificate reached the server. Restart the browser, connect again and choose your certificate. If it has expired, ask your administrator for a recovery code.",
    "unknown-issuer": "The chosen certificate was not issued by this service. Restart the browser and choose the right one.",
    "unknown-serial": "The chosen certificate is not registered with this service. Ask your administrator for a new one.",
    retired: "This certificate has been renewed and no longer works. Choose the new one.",
    revoked: "This certificate has been revoked. Use its replacement, or ask your administrator for a new one.",
    expired: "This certificate has expired. Ask your administrator for a recovery code.",
    "not-yet-valid": "This certificate is not valid yet. Use the previous one, or try again later, and contact your administrator.",
    "tenant-closed": "This tenant has been closed, so its certificates are not renewed. Ask your administrator.",
    "type-not-renewable":
      "Certificates of this type are not renewed. Ask your administrator for a new client certificate before this one expires.",
    "already-renewed": "This certificate has already been renewed. Use the new one.",
    "not-due": "It is too early to renew this certificate. Keep using it, and try again later.",
    "authority-expires-first":
      "The service cannot issue new certificates at the moment. Yours works until it expires. Contact your administrator, and try again later.",
    "authority-delayed":
      "The authority that signs certificates has not decided yet. Your request is kept, and your certificate works meanwhile. Try again later in this dialog.",
    "authority-refused":
      "The authority that signs certificates refused this one. Your certificate works until it expires. Contact your administrator.",
    "name-not-permitted":
      "The service cannot issue a new certificate with this name. Yours works until it expires. Contact your administrator.",
    "key-on-device-only": "Your organisation has keys made only on the device that uses them. Renew in the browser on that device.",
    "replacement-pending": "A renewal has been started elsewhere. Finish it there, or try again here.",
    "request-malformed": notAccepted,
    "request-signature-unsupported": notAccepted,
    "request-signature-wrong": "The request's signature could not be verified. Close this and renew again.",
    "request-subject-wrong":
      "You are connected with a different certificate from the one to be renewed. Restart the browser and choose that one.",
    "request-key-not-allowed":
      "This kind of key is not allowed. Close this and renew again to generate a new one; if the problem persists, contact your administrator.",
    "request-key-unsafe":
      "The generated key is not safe. Update the browser, then renew again; if the problem persists, contact your administrator.",
    "request-key-blocked": "The key is blocked. Close this and renew again to generate a new one.",
    "request-key-taken": "The key belongs to another certificate. Close this and renew again to generate a new one.",
    "request-key-reused": "The key has been used before. Close this and renew again to generate a new one.",
    "enrolment-needs-code": "You need a code from your administrator to get a new certificate. Open the recovery page.",
    "key-encryption-unsupported": notAccepted,
    "stage-unknown": "Your progress could not be recorded. You can continue with the renewal.",
    "recovery-code-wrong":
      "The code is wrong, has been used or has expired, or belongs to someone else. Check it, or ask your administrator for a new one.",
    "body-too-large": notAccepted,
    "media-type-wrong": notAccepted,
    "cross-site": "Renewal is not allowed from this page. Open WebORCA again and renew there.",
    "too-many-requests": "There were too many renewals. Wait about an hour, then try again.",
    "connections-exceeded": "There are too many connections. Close the other windows, then try again.",
    "requests-exceeded": "There were too many requests. Wait a moment, then try again.",
    "tenant-renewals-exceeded": "Your organisation has renewed too many certificates. Wait about an hour, then try again.",
    "not-found": notAccepted,
    "method-not-allowed": notAccepted,
    "front-not-trusted": notAccepted,
    unavailable: "The service is temporarily unavailable. Try again soon.",
    internal: "Something went wrong. Try again soon; if the problem persists, contact your administrator.",
    unreachable: "The server could not be reached. Check the network, then try again.",
    "answer-malformed": responseInvalid,
    "answer-cached":
      "This page returned an old response that it had stored, so the renewal cannot continue. You can still use your current certificate. Contact your administrator.",
    "presses-stopped":
      "This page blocks clicks and key presses in this dialog, so your certificate cannot be renewed here. Contact your administrator. If this dialog does not close by itself, reload the page.",
    "download-failed": "The file could not be downloaded. Check the free space and the browser's settings, then try again.",
    "download-cancelled": "The download was cancelled. Try again, and save the file.",
    "download-forbidden":
      "Downloads are forbidden in this browser. Contact your administrator, and try again once they are allowed.",
    "extension-replaced": "The extension was updated or removed. Reload the page, then try again.",
    "site-not-configured": "This site is not set up in the extension. Contact your administrator.",
    "renewal-not-offered": "This site does not renew certificates from here. Ask your administrator for a new one.",
    "renewal-declined":
      "The site declined the renewal. It may be too early, or no certificate was chosen. Connect to the site with your certificate and try again; if the problem persists, contact your administrator.",
    "base64-malformed": responseInvalid,
    "der-malformed": responseInvalid,
    "certificate-malformed": responseInvalid,
    "response-malformed": responseInvalid,
    "key-unsupported": "This kind of key is not supported. Contact your administrator.",
    "pkcs12-malformed": fileInvalid,
    "pkcs12-truncated": fileInvalid,
    "pkcs12-wrong-password": fileInvalid,
    "pkcs12-unsupported": fileInvalid,
    "pkcs12-too-many-iterations": fileInvalid,
    "password-not-ascii": fileInvalid,
    "replacement-key-mismatch": certificateMismatch,
    "replacement-subject-mismatch": certificateMismatch,
    "replacement-not-later": certificateMismatch,
  },
};
