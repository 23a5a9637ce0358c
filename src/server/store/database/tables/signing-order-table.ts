import type { Generated } from "kysely";
import type { Moment } from "./moment.ts";

/**
 * What was requested of the authority that signs for the service: one for each predecessor and for each key, until its
 * certificate is recorded or refused. A request that was sent may have been signed, even if no answer came.
 */
export interface SigningOrderTable {
  readonly number: Generated<number>;
  /** The certificate to be replaced; null for a first one. */
  readonly predecessor: number | null;
  /** It may not exist yet: whoever issues its first certificate creates it with that. */
  readonly tenant: string;
  readonly cn: string;
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly spkiSha256: string;
  /** The Name that its certificate is to have, DER. */
  readonly subject: Uint8Array;
  /** PKCS#10, DER. */
  readonly request: Uint8Array;
  /** The identifier of the master key that the private key is sealed with. */
  readonly masterKey: string | null;
  /** PKCS#8, sealed, if the service made the key; null if its holder has it. */
  readonly sealedKey: Uint8Array | null;
  /** Who ordered, for the audit trail. */
  readonly actor: string;
  readonly orderedAt: Moment;
  /** When a process began to ask for it; null if none is asking. */
  readonly askedAt: Moment | null;
  /** Before this moment the authority does not want to be asked again. */
  readonly askAgainAt: Moment | null;
  /** The certificate, DER, once it has come and while it is not recorded. */
  readonly der: Uint8Array | null;
}
