import { type Bytes, bytesOf } from "../bytes.ts";
import type { Derivation } from "./derivation.ts";
import { deriveKey, purpose } from "./derive-key.ts";
import type { Hash } from "./hash.ts";

/** The MAC of a file's contents under its password (RFC 7292, section 5.1). */
export async function computeMac(hash: Hash, derivation: Derivation, contents: Bytes): Promise<Bytes> {
  const secret = deriveKey(hash, purpose.mac, derivation, hash.length);
  const algorithm = { name: "HMAC", hash: hash.name };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return bytesOf(await crypto.subtle.sign(algorithm, key, contents));
}
