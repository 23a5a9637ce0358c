import type { Generated } from "kysely";
import type { Moment } from "./moment.ts";

/**
 * Requests to the authority that signs for the service: one for each predecessor and for each key, until its
 * certificate is recorded or refused. A request that was sent may have been signed, even if there was no response.
 */
export interface SigningOrderTable {
  readonly number: Generated<number>;
  /** The certificate to be replaced; null for a first one. */
  readonly predecessor: number | null;
  /** It may not exist yet: it is then created with its first certificate. */
  readonly tenant: string;
  readonly cn: string;
  /** SHA-256 of the SubjectPublicKeyInfo, upper-case hexadecimal. */
  readonly spkiSha256: string;
  /** The subject of the requested certificate, a DER Name. */
  readonly subject: Uint8Array;
  /** PKCS#10, DER. */
  readonly request: Uint8Array;
  /** The identifier of the master key that the private key is sealed with. */
  readonly masterKey: string | null;
  /** PKCS#8, sealed, if the service generated the key; null if the holder has it. */
  readonly sealedKey: Uint8Array | null;
  /** Who ordered, for the audit trail. */
  readonly actor: string;
  readonly orderedAt: Moment;
  /** When a process began to request it; null if none is requesting it. */
  readonly askedAt: Moment | null;
  /** The authority does not want to be asked again before this moment. */
  readonly askAgainAt: Moment | null;
  /** The certificate, DER, from when it is received until it is recorded. */
  readonly der: Uint8Array | null;
}
