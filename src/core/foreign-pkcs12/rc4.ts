import type { Bytes } from "../bytes.ts";
import type { Pace } from "../pace.ts";
import type { Ciphers } from "../pkcs12/cipher.ts";

/** Octets between two reports to a pace. */
const burst = 4096;

/**
 * Decrypts RC4, which has no padding and no initialisation vector. It is read because older programs could write it, and
 * never written, because it is broken.
 *
 * @param key 1 to 256 octets
 */
async function decryptRc4(key: Uint8Array, _iv: Uint8Array, ciphertext: Uint8Array, pace?: Pace): Promise<Bytes> {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number): number => state[index & 255] ?? 0;
  const swap = (one: number, other: number): void => {
    const kept = at(one);
    state[one & 255] = at(other);
    state[other & 255] = kept;
  };
  let mixed = 0;
  for (let index = 0; index < 256; index++) {
    mixed += at(index) + (key[index % key.length] ?? 0);
    swap(index, mixed);
  }
  mixed = 0;
  const plaintext = new Uint8Array(ciphertext);
  for (const [index, octet] of ciphertext.entries()) {
    mixed += at(index + 1);
    swap(index + 1, mixed);
    plaintext[index] = octet ^ at(at(index + 1) + at(mixed));
    if (index % burst === 0) await pace?.advance(0);
  }
  return plaintext;
}

/** RC4 with 128 and with 40 bits (RFC 7292, appendix C). */
export const rc4Ciphers: Ciphers = new Map([
  ["1.2.840.113549.1.12.1.1", { keyLength: 16, decrypt: decryptRc4 }],
  ["1.2.840.113549.1.12.1.2", { keyLength: 5, decrypt: decryptRc4 }],
]);
