/**
 * Why certificates are revoked, with the number that a revocation list carries (RFC 5280, section 5.3.1). The reasons
 * for authorities, attributes and suspensions make no sense for a client certificate.
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
