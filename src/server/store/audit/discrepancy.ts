/** A difference between the tables and the audit trail. */
export interface Discrepancy {
  /** A certificate's issuer and serial, a tenant's, a product's or an account's name, a token's identifier, or a key's hash. */
  readonly object: string;
  /** The number of the entry; undefined if there is none. */
  readonly entry: number | undefined;
  readonly what:
    | "certificate-missing"
    | "certificate-changed"
    | "certificate-without-entry"
    | "revocation-changed"
    | "revocation-without-entry"
    | "stage-changed"
    | "key-not-destroyed"
    | "key-not-blocked"
    | "tenant-changed"
    | "defaults-changed"
    | "holder-rules-changed"
    | "account-changed"
    | "token-changed";
}

/** The number of discrepancies that are reported. */
export const mostDiscrepancies = 100;
