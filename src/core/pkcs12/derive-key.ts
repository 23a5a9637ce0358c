import { concat, type Bytes } from "../bytes.ts";
import type { Hash } from "../hash/hash-function.ts";
import type { Pace } from "../pace.ts";
import type { Derivation } from "./derivation.ts";

/** The purpose of derived octets (RFC 7292, appendix B.3). */
export const purpose = { key: 1, iv: 2, mac: 3 } as const;

/** Rounds between two reports to a pace: a few milliseconds on a slow machine. */
const burst = 256;

/**
 * Derives octets from a password as PKCS#12 does (RFC 7292, appendix B.2).
 *
 * @param length the number of octets
 * @param pace keeps a page responsive meanwhile
 */
export async function deriveKey(hash: Hash, id: number, derivation: Derivation, length: number, pace?: Pace): Promise<Bytes> {
  const { blockLength } = hash;
  const { password, salt, iterations } = derivation;
  pace?.expect(iterations * Math.ceil(length / hash.length));
  const diversifier = new Uint8Array(blockLength).fill(id);
  const secret = password === undefined ? new Uint8Array() : encodeBmpString(password + "\0");
  const input = concat([fillBlocks(blockLength, salt), fillBlocks(blockLength, secret)]);
  const derived: Bytes[] = [];
  for (let octets = 0; octets < length; octets += hash.length) {
    let digest = concat([diversifier, input]);
    for (let left = iterations; left > 0; left -= burst) {
      const rounds = Math.min(left, burst);
      digest = hash.digest(digest, rounds);
      await pace?.advance(rounds);
    }
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
function fillBlocks(blockLength: number, octets: Uint8Array): Bytes {
  return repeatTo(Math.ceil(octets.length / blockLength) * blockLength, octets);
}

function repeatTo(length: number, octets: Uint8Array): Bytes {
  return Uint8Array.from({ length }, (_, index) => octets[index % octets.length] ?? 0);
}

/** Adds `addend`, which is as long as a block, and one to each block, as big-endian numbers that wrap around. */
function addToBlocks(blocks: Uint8Array, addend: Uint8Array): void {
  const blockLength = addend.length;
  for (let start = 0; start < blocks.length; start += blockLength) {
    let carry = 1;
    for (let index = blockLength - 1; index >= 0; index--) {
      carry += (blocks[start + index] ?? 0) + (addend[index] ?? 0);
      blocks[start + index] = carry;
      carry >>>= 8;
    }
  }
}
