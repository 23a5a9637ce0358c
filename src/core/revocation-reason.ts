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
