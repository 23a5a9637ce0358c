import type { Bytes } from "../bytes.ts";
import { hmac, type Hash } from "../hash/hash-function.ts";
import type { Pace } from "../pace.ts";
import type { Derivation } from "./derivation.ts";
import { deriveKey, purpose } from "./derive-key.ts";

/** The MAC of a file's contents under its password (RFC 7292, section 5.1). */
export async function computeMac(hash: Hash, derivation: Derivation, contents: Bytes, pace?: Pace): Promise<Bytes> {
  return hmac(hash, await deriveKey(hash, purpose.mac, derivation, hash.length, pace), contents);
}
