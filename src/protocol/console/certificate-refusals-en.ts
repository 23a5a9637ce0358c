import type { RefusalCode } from "./problem.ts";

/**
 * Why something is not done to a certificate, and what to do, in English, for an administrator: on the site, and in the file with
 * what came of each row of a job.
 */
export const certificateRefusalsEn = {
  "not-found": "It was not found: somebody has changed it, or the address is wrong. Open it from the list.",
  "cn-not-allowed": "No certificate is issued with this CN. Use lower-case letters followed by a number, such as client28.",
  "holder-has-certificate":
    "There is a valid certificate with this CN. Renew or download that one. If you need one more for another device, submit this again.",
  "device-has-certificate": "There is a valid certificate for this device. If it needs one more, submit this again.",
  expired: "It has expired, so it cannot be renewed. Issue a new certificate of the same name.",
  revoked: "It has been revoked, so it cannot be renewed. If it is needed, issue a new certificate of the same name.",
  "already-renewed": "It has been renewed already. Open the new certificate.",
  "not-due": "It is too early to renew it.",
  "type-not-renewable": "Certificates of this type are not renewed. Issue another one instead.",
  "key-on-device-only":
    "This tenant has the keys of renewals made only on the holder's device. Ask the holder to renew there, or issue a recovery code.",
  "order-of-operators":
    "The operators of the service have ordered this renewal, so it cannot be changed. Renew now, or contact them.",
  "replacement-pending": "It has been renewed, and the new certificate has not been used. Open the new certificate.",
  "tenant-closed": "This tenant has been closed, so it gets no certificates.",
  "authority-expires-first": "The authority expires too soon to issue certificates. Contact the operator of the service.",
  "name-not-permitted": "The authority may not issue this name. Choose another one, or contact the operator of the service.",
  "too-many-requests": "This certificate was renewed too often. Wait about an hour, then try again.",
  internal: "Something went wrong. Try again soon; if the problem persists, tell the operator of the service the time.",
  "authority-refused": "The authority that signs refuses this certificate. Contact the operator of the service.",
} as const satisfies Partial<Record<RefusalCode, string>>;
