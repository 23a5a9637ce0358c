import type { Bytes } from "../../core/bytes.ts";
import type { CertifiableKey } from "./certifiable-key.ts";

/** What proves to another authority that whoever asks has the key: a holder's request, or the key that the service made. */
export type KeyProof =
  /** PKCS#10, DER, signed with the key. */
  | { readonly kind: "client"; readonly request: Bytes }
  /** PKCS#8. */
  | { readonly kind: "service"; readonly privateKey: Bytes };

/** A certificate that another authority has to sign. */
export interface NeededSignature {
  readonly tenant: string;
  readonly cn: string;
  /** The number of the certificate that it replaces. */
  readonly predecessor: number | null;
  readonly key: CertifiableKey;
  readonly proof: KeyProof;
  /** The Name that it is to have, DER. */
  readonly subject: Bytes;
  readonly actor: string;
  readonly now: Date;
}

/**
 * Thrown in a transaction that would issue a certificate which another authority has not signed yet: the transaction ends
 * without a trace, the certificate is asked for, and the transaction is repeated.
 */
export class SignatureNeeded extends Error {
  override readonly name = "SignatureNeeded";
  readonly code = "signature-needed";
  readonly needed: NeededSignature;

  constructor(needed: NeededSignature) {
    super("Another authority has to sign the certificate first.");
    this.needed = needed;
  }
}
