import type { Moment } from "./moment.ts";

/** The secrets of a certificate whose key the service generated and stored; both are null once they are destroyed. */
export interface KeptKeyTable {
  readonly certificate: number;
  /**
   * What its ciphertexts are bound to: the certificate's issuer and serial number, or only the latter in early rows.
   */
  readonly boundTo: string;
  /** SHA-256 of the token in the address of its .p12 file, hexadecimal. */
  readonly tokenHash: string;
  /** The identifier of the master key that both are sealed with. */
  readonly masterKey: string;
  /** PKCS#8, sealed. */
  readonly sealedKey: Uint8Array | null;
  /** The file's password and token as JSON, sealed. */
  readonly sealedAccess: Uint8Array | null;
  readonly destroyedAt: Moment | null;
}

/** One row, after the first secret was sealed. */
export interface VaultTable {
  readonly id: number;
  /** The identifier of the current master key. */
  readonly masterKey: string;
}
