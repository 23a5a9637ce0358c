import type { Bytes } from "../bytes.ts";
import type { Pace } from "../pace.ts";
import { decryptCbc, encryptCbc } from "./cbc.ts";

/** One round's key: eight groups of six bits. */
type RoundKey = readonly number[];

/**
 * Encrypts with three-key Triple DES (NIST SP 800-67) in CBC mode with PKCS#7 padding. WebCrypto does not support it.
 *
 * @param key 24 octets
 * @param iv 8 octets
 */
export function encryptTripleDes(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Bytes {
  const keys = roundKeys(key);
  return encryptCbc((block) => transform(block, keys), iv, plaintext);
}

/**
 * Reverses `encryptTripleDes`.
 *
 * @throws KoshinError `pkcs12-malformed` if the length or the padding is invalid
 */
export async function decryptTripleDes(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array, pace?: Pace): Promise<Bytes> {
  const keys = roundKeys(key).reverse();
  return await decryptCbc((block) => transform(block, keys), iv, ciphertext, pace);
}

/** Encrypt with the first key, decrypt with the second, encrypt with the third: 48 rounds. */
function roundKeys(key: Uint8Array): RoundKey[] {
  const [first, second, third] = [0, 8, 16].map((start) => desRoundKeys(key.subarray(start, start + 8)));
  return [...(first ?? []), ...(second ?? []).reverse(), ...(third ?? [])];
}

/** The key schedule of DES (FIPS 46-3, appendix 1). */
function desRoundKeys(key: Uint8Array): RoundKey[] {
  const bits = Array.from(key, (octet) => octet.toString(2).padStart(8, "0")).join("");
  const chosen = permutedChoice1.map((bit) => Number(bits[bit - 1]));
  let left = chosen.slice(0, 28);
  let right = chosen.slice(28);
  return rotations.map((rotation) => {
    left = [...left.slice(rotation), ...left.slice(0, rotation)];
    right = [...right.slice(rotation), ...right.slice(0, rotation)];
    const both = [...left, ...right];
    const groups = Array<number>(8).fill(0);
    for (const [index, bit] of permutedChoice2.entries()) {
      const group = Math.floor(index / 6);
      groups[group] = ((groups[group] ?? 0) << 1) | (both[bit - 1] ?? 0);
    }
    return groups;
  });
}

/**
 * Runs one block, in place, through all rounds. The final permutation of one DES and the initial permutation of the
 * next cancel each other out, so each is done only once.
 */
function transform(block: Uint8Array, keys: readonly RoundKey[]): void {
  let [left, right] = initialPermutation(block);
  for (const [index, key] of keys.entries()) {
    let mixed = left;
    for (const [box, subkey] of key.entries()) {
      const shift = 5 + box * 4;
      const expanded = ((right << shift) | (right >>> (32 - shift))) & 63;
      mixed ^= substitution[box * 64 + (expanded ^ subkey)] ?? 0;
    }
    if (index % 16 === 15) left = mixed;
    else [left, right] = [right, mixed];
  }
  finalPermutation(left, right, block);
}

/** Column by column, from the last octet to the first: even-numbered bits to the left half, odd ones to the right. */
function initialPermutation(block: Uint8Array): [number, number] {
  let [left, right] = [0, 0];
  for (let bit = 6; bit >= 0; bit -= 2) {
    for (let octet = 7; octet >= 0; octet--) {
      left = (left << 1) | (((block[octet] ?? 0) >>> bit) & 1);
      right = (right << 1) | (((block[octet] ?? 0) >>> (bit + 1)) & 1);
    }
  }
  return [left, right];
}

function finalPermutation(left: number, right: number, block: Uint8Array): void {
  for (let octet = 0; octet < 8; octet++) {
    let value = 0;
    for (let row = 0; row < 4; row++) {
      const shift = row * 8 + octet;
      value |= (((right >>> shift) & 1) << (row * 2 + 1)) | (((left >>> shift) & 1) << (row * 2));
    }
    block[octet] = value;
  }
}

/** The key bits that DES uses, as FIPS 46-3 counts them: from 1, the most significant first. */
const permutedChoice1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36, 63, 55, 47, 39, 31,
  23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];

/** The bits of each round key among the 56 of the rotated halves. */
const permutedChoice2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30, 40, 51, 45,
  33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

/** The number of bits by which the halves of the key rotate before each round. */
const rotations = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** The substitution boxes S1 to S8, row by row, one hexadecimal digit for each value. */
const boxes =
  "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d" +
  "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9" +
  "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c" +
  "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e" +
  "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453" +
  "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d" +
  "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c" +
  "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b";

/** The permutation P of the bits that leave the boxes. */
const permutation = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];

/** For each box and each of its 64 inputs: its output, already permuted by P into a word of 32 bits. */
const substitution = Int32Array.from({ length: 8 * 64 }, (_, index) => {
  const box = index >>> 6;
  const row = ((index >>> 4) & 2) | (index & 1);
  const column = (index >>> 1) & 15;
  const output = Number.parseInt(boxes.charAt(box * 64 + row * 16 + column), 16);
  return permutation.reduce((word, source) => {
    const bit = source - 1 - box * 4;
    return (word << 1) | (bit >= 0 && bit < 4 ? (output >>> (3 - bit)) & 1 : 0);
  }, 0);
});
