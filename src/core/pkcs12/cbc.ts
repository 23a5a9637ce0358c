import type { Bytes } from "../bytes.ts";
import { KoshinError } from "../errors.ts";

/** Octets of a block of DES and of RC2. */
const blockLength = 8;

/** A block cipher under its key: runs one block of eight octets through it, in place. */
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
 * Decrypts in CBC mode, and takes the PKCS#7 padding off.
 *
 * @throws KoshinError `pkcs12-malformed` where the length or the padding is impossible
 */
export function decryptCbc(decryptBlock: BlockCipher, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  const output = new Uint8Array(ciphertext);
  let previous = iv;
  for (let offset = 0; offset < output.length; offset += blockLength) {
    const block = output.subarray(offset, offset + blockLength);
    if (block.length < blockLength) throw new KoshinError("pkcs12-malformed");
    decryptBlock(block);
    exclusiveOr(block, previous);
    previous = ciphertext.subarray(offset, offset + blockLength);
  }
  const padding = output.at(-1) ?? 0;
  const sound = padding > 0 && padding <= blockLength && output.subarray(-padding).every((octet) => octet === padding);
  if (!sound) throw new KoshinError("pkcs12-malformed");
  return output.slice(0, -padding);
}

function exclusiveOr(block: Uint8Array, other: Uint8Array): void {
  for (const [index, octet] of block.entries()) block[index] = octet ^ (other[index] ?? 0);
}
