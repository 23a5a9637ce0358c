/**
 * Why certificates are revoked, with the number used in a revocation list (RFC 5280, section 5.3.1). The reasons for
 * authorities, attributes and suspensions do not apply to a client certificate.
 */
export const revocationReasons = {
  unspecified: 0,
  "key-compromise": 1,
  "affiliation-changed": 3,
  superseded: 4,
  "cessation-of-operation": 5,
  "privilege-withdrawn": 9,
} as const;

/** Why a certificate is revoked. */
export type RevocationReason = keyof typeof revocationReasons;

/** Those and the other reasons that a complete revocation list may contain (RFC 5280, section 5.3.1). */
export const listedReasons = {
  ...revocationReasons,
  "ca-compromise": 2,
  "certificate-hold": 6,
  "aa-compromise": 10,
} as const;

/** Why a certificate is in a revocation list. */
export type ListedReason = keyof typeof listedReasons;

/** The reason for revoking a client certificate that a list contains with any reason. */
export function asRevocationReason(reason: ListedReason): RevocationReason {
  return reason === "ca-compromise" || reason === "certificate-hold" || reason === "aa-compromise" ? "unspecified" : reason;
}
