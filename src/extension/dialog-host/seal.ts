import { fromBase64, toBase64 } from "../../core/base64.ts";
import { type Bytes, bytesOf, concat } from "../../core/bytes.ts";

const algorithm = "AES-GCM";

/** Length of the initialisation vector in octets (NIST SP 800-38D, section 8.2). */
const ivLength = 12;

/**
 * Encrypts and authenticates a text with AES-256-GCM.
 *
 * @param key 32 octets
 * @returns base64
 */
export async function seal(key: Bytes, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivLength));
  const sealed = await crypto.subtle.encrypt({ name: algorithm, iv }, await imported(key), new TextEncoder().encode(text));
  return toBase64(concat([iv, bytesOf(sealed)]));
}

/** Reverses `seal`; undefined if the text was not sealed with this key. */
export async function unseal(key: Bytes, sealed: string): Promise<string | undefined> {
  try {
    const octets = fromBase64(sealed);
    const iv = octets.slice(0, ivLength);
    const text = await crypto.subtle.decrypt({ name: algorithm, iv }, await imported(key), octets.slice(ivLength));
    return new TextDecoder().decode(bytesOf(text));
  } catch {
    return undefined;
  }
}

async function imported(key: Bytes): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", key, algorithm, false, ["encrypt", "decrypt"]);
}
