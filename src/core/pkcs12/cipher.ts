import type { Bytes } from "../bytes.ts";
import type { Pace } from "../pace.ts";

/** A cipher that WebCrypto does not support. */
export interface Cipher {
  /** In octets. */
  readonly keyLength: number;
  /** @throws KoshinError `pkcs12-malformed` if the length or the padding is invalid */
  readonly decrypt: (key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array, pace?: Pace) => Promise<Bytes>;
}

/** Ciphers by OID: that of the scheme of a PKCS#12 PBE, or that of the cipher in PBES2. */
export type Ciphers = ReadonlyMap<string, Cipher>;
