import { hashFunction } from "./hash-function.ts";

const initial = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
const schedule = new Int32Array(80);

/** SHA-1 (FIPS 180-4, section 6.1), for the MAC and the key derivation of the compatible profile. */
export const sha1 = hashFunction(initial, compress);

function compress(state: Int32Array, message: DataView, offset: number): void {
  for (let index = 0; index < 16; index++) schedule[index] = message.getInt32(offset + index * 4);
  for (let index = 16; index < 80; index++) {
    const mixed = word(schedule, index - 3) ^ word(schedule, index - 8) ^ word(schedule, index - 14);
    schedule[index] = rotate(mixed ^ word(schedule, index - 16), 1);
  }
  let a = word(state, 0);
  let b = word(state, 1);
  let c = word(state, 2);
  let d = word(state, 3);
  let e = word(state, 4);
  for (let index = 0; index < 80; index++) {
    // As an integer of 32 bits, without which the engine takes it for a fraction, and twice as long.
    let mixed: number;
    if (index < 20) mixed = (((b & c) | (~b & d)) + 0x5a827999) | 0;
    else if (index < 40) mixed = ((b ^ c ^ d) + 0x6ed9eba1) | 0;
    else if (index < 60) mixed = (((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc) | 0;
    else mixed = ((b ^ c ^ d) + 0xca62c1d6) | 0;
    const next = (rotate(a, 5) + mixed + e + word(schedule, index)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  state[0] = word(state, 0) + a;
  state[1] = word(state, 1) + b;
  state[2] = word(state, 2) + c;
  state[3] = word(state, 3) + d;
  state[4] = word(state, 4) + e;
}

function word(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
