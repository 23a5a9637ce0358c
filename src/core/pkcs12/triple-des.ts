import type { Bytes } from "../bytes.ts";
import { decryptCbc, encryptCbc } from "./cbc.ts";
import { permutedChoice1, permutedChoice2, rotations, substitution } from "./des-tables.ts";

/** One round's key: eight groups of six bits. */
type RoundKey = readonly number[];

/**
 * Encrypts with three-key Triple DES (NIST SP 800-67) in CBC mode with PKCS#7 padding. WebCrypto has none.
 *
 * @param key 24 octets
 * @param iv 8 octets
 */
export function encryptTripleDes(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Bytes {
  const keys = roundKeys(key);
  return encryptCbc((block) => transform(block, keys), iv, plaintext);
}

/**
 * Undoes `encryptTripleDes`.
 *
 * @throws KoshinError `pkcs12-malformed` where the length or the padding is impossible
 */
export function decryptTripleDes(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Bytes {
  const keys = roundKeys(key).reverse();
  return decryptCbc((block) => transform(block, keys), iv, ciphertext);
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
 * next undo each other, so that each is done once.
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
