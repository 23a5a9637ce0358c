import type { ListedReason } from "../../../../core/revocation-reason.ts";
import type { Moment } from "./moment.ts";

/** The latest revocation list of each authority. */
export interface RevocationListTable {
  readonly issuer: string;
  /**
   * Milliseconds since 1970, or one more than the previous. It is the CRL number unless a list of another program with a
   * higher one is continued: then the same amount is added to it in each list.
   */
  readonly number: number;
  /** The number of the latest revocation in it. */
  readonly revocations: number;
  readonly thisUpdate: Moment;
  readonly nextUpdate: Moment;
  readonly der: Uint8Array;
}

/** Revocations of certificates that the database does not know, for the revocation lists. */
export interface UnknownRevocationTable {
  readonly serial: string;
  readonly issuer: string;
  readonly revokedAt: Moment;
  readonly revocationReason: ListedReason;
}

/** Keys that no certificate is issued for. */
export interface BlockedKeyTable {
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly spkiSha256: string;
  readonly blockedAt: Moment;
  /** How it became known: the name of a certificate, as in the audit trail, or what the operator stated. */
  readonly source: string;
}

/** The latest imported revocation lists of each adopted or own authority: one for all of its certificates, and one for each distribution point. */
export interface ImportedListTable {
  readonly issuer: string;
  /** The name of the distribution point that certificates name if the list is about them; empty if it is about all. */
  readonly point: string;
  /** The CRL number in hexadecimal; null if it has none. */
  readonly number: string | null;
  readonly thisUpdate: Moment;
  /** Null if the list does not state it. */
  readonly nextUpdate: Moment | null;
  /** SHA-256 of the list, hexadecimal. */
  readonly sha256: string;
}
