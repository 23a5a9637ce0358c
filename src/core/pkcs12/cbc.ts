import type { Bytes } from "../bytes.ts";
import { KoshinError } from "../errors.ts";
import type { Pace } from "../pace.ts";

/** Block length of DES and RC2, in octets. */
const blockLength = 8;

/** Blocks between two reports to a pace: a few milliseconds of Triple DES on a slow machine. */
const burst = 128;

/** A block cipher with its key: processes one block of eight octets in place. */
export type BlockCipher = (block: Uint8Array) => void;

/** Encrypts in CBC mode (NIST SP 800-38A) with PKCS#7 padding. */
export function encryptCbc(encryptBlock: BlockCipher, iv: Uint8Array, plaintext: Uint8Array): Bytes {
  const padding = blockLength - (plaintext.length % blockLength);
  const output = new Uint8Array(plaintext.length + padding).fill(padding);
  output.set(plaintext);
  let previous = iv;
  for (let offset = 0; offset < output.length; offset += blockLength) {
    const block = output.subarray(offset, offset + blockLength);
    exclusiveOr(block, previous);
    encryptBlock(block);
    previous = block;
  }
  return output;
}

/**
 * Decrypts in CBC mode, and removes the PKCS#7 padding.
 *
 * @param pace keeps a page responsive meanwhile
 * @throws KoshinError `pkcs12-malformed` if the length or the padding is invalid
 */
export async function decryptCbc(decryptBlock: BlockCipher, iv: Uint8Array, ciphertext: Uint8Array, pace?: Pace): Promise<Bytes> {
  const output = new Uint8Array(ciphertext);
  let previous = iv;
  for (let offset = 0; offset < output.length; offset += blockLength) {
    const block = output.subarray(offset, offset + blockLength);
    if (block.length < blockLength) throw new KoshinError("pkcs12-malformed");
    decryptBlock(block);
    exclusiveOr(block, previous);
    previous = ciphertext.subarray(offset, offset + blockLength);
    if (offset % (burst * blockLength) === 0) await pace?.advance(0);
  }
  const padding = output.at(-1) ?? 0;
  const valid = padding > 0 && padding <= blockLength && output.subarray(-padding).every((octet) => octet === padding);
  if (!valid) throw new KoshinError("pkcs12-malformed");
  return output.slice(0, -padding);
}

function exclusiveOr(block: Uint8Array, other: Uint8Array): void {
  for (const [index, octet] of block.entries()) block[index] = octet ^ (other[index] ?? 0);
}
