import { concat, type Bytes } from "../bytes.ts";
import type { Derivation } from "./derivation.ts";
import { blockLength, type Hash } from "./hash.ts";

/** The purpose of derived octets (RFC 7292, appendix B.3). */
export const purpose = { key: 1, iv: 2, mac: 3 } as const;

/**
 * Derives octets from a password as PKCS#12 does (RFC 7292, appendix B.2).
 *
 * @param length the number of octets
 */
export function deriveKey(hash: Hash, id: number, derivation: Derivation, length: number): Bytes {
  const diversifier = new Uint8Array(blockLength).fill(id);
  const input = concat([fillBlocks(derivation.salt), fillBlocks(encodeBmpString(derivation.password + "\0"))]);
  const derived: Bytes[] = [];
  for (let octets = 0; octets < length; octets += hash.length) {
    const digest = hash.digest(concat([diversifier, input]), derivation.iterations);
    derived.push(digest);
    addToBlocks(input, repeatTo(blockLength, digest));
  }
  return concat(derived).slice(0, length);
}

/** Encodes text as a BMPString: two octets per character, big-endian (RFC 7292, appendix B.1). */
export function encodeBmpString(text: string): Bytes {
  const octets = new Uint8Array(text.length * 2);
  const view = new DataView(octets.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index));
  return octets;
}

/** Repeats octets until they fill whole blocks. */
function fillBlocks(octets: Uint8Array): Bytes {
  return repeatTo(Math.ceil(octets.length / blockLength) * blockLength, octets);
}

function repeatTo(length: number, octets: Uint8Array): Bytes {
  return Uint8Array.from({ length }, (_, index) => octets[index % octets.length] ?? 0);
}

/** Adds `addend` and one to each block, as big-endian numbers that wrap around. */
function addToBlocks(blocks: Uint8Array, addend: Uint8Array): void {
  for (let start = 0; start < blocks.length; start += blockLength) {
    let carry = 1;
    for (let index = blockLength - 1; index >= 0; index--) {
      carry += (blocks[start + index] ?? 0) + (addend[index] ?? 0);
      blocks[start + index] = carry;
      carry >>>= 8;
    }
  }
}
