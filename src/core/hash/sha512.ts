import { hashFunction, type Hash } from "./hash-function.ts";
import { firstPrimes } from "./sha256.ts";

// 64-bit numbers are pairs of 32-bit halves, the upper half first: BigInt is many times slower.
const constants = fractions(firstPrimes(80), 3n);
const schedule = new Int32Array(160);
const working = new Int32Array(16);
const blockLength = 128;

/** SHA-512 (FIPS 180-4, section 6.4), for files of other programs. */
export const sha512: Hash = hashFunction(fractions(firstPrimes(8), 2n), compress, blockLength);

/** SHA-384 (FIPS 180-4, section 6.5). */
export const sha384: Hash = hashFunction(fractions(firstPrimes(16).slice(8), 2n), compress, blockLength, 48);

function compress(state: Int32Array, message: DataView, offset: number): void {
  for (let index = 0; index < 32; index++) schedule[index] = message.getInt32(offset + index * 4);
  for (let index = 32; index < 160; index += 2) {
    const eh = word(schedule, index - 30);
    const el = word(schedule, index - 29);
    const lh = word(schedule, index - 4);
    const ll = word(schedule, index - 3);
    const low =
      unsigned(word(schedule, index - 31)) +
      unsigned(word(schedule, index - 13)) +
      unsigned(rotate(el, eh, 1) ^ rotate(el, eh, 8) ^ rotate(el, eh, 7)) +
      unsigned(rotate(ll, lh, 19) ^ rotate(lh, ll, 29) ^ rotate(ll, lh, 6));
    schedule[index + 1] = low;
    schedule[index] =
      word(schedule, index - 32) +
      word(schedule, index - 14) +
      (rotate(eh, el, 1) ^ rotate(eh, el, 8) ^ (eh >>> 7)) +
      (rotate(lh, ll, 19) ^ rotate(ll, lh, 29) ^ (lh >>> 6)) +
      carry(low);
  }
  working.set(state);
  for (let round = 0; round < 80; round++) mix(round);
  for (let index = 0; index < 16; index += 2) {
    const low = unsigned(word(state, index + 1)) + unsigned(word(working, index + 1));
    state[index + 1] = low;
    state[index] = word(state, index) + word(working, index) + carry(low);
  }
}

/** One round. Instead of moving the values of the eight variables, it rotates their positions. */
function mix(round: number): void {
  const a = place(0, round);
  const b = place(1, round);
  const c = place(2, round);
  const d = place(3, round);
  const e = place(4, round);
  const f = place(5, round);
  const g = place(6, round);
  const h = place(7, round);
  const ah = word(working, a);
  const al = word(working, a + 1);
  const eh = word(working, e);
  const el = word(working, e + 1);
  const low =
    unsigned(word(working, h + 1)) +
    unsigned(rotate(el, eh, 14) ^ rotate(el, eh, 18) ^ rotate(eh, el, 9)) +
    unsigned((el & word(working, f + 1)) ^ (~el & word(working, g + 1))) +
    unsigned(word(constants, round * 2 + 1)) +
    unsigned(word(schedule, round * 2 + 1));
  const high =
    word(working, h) +
    (rotate(eh, el, 14) ^ rotate(eh, el, 18) ^ rotate(el, eh, 9)) +
    ((eh & word(working, f)) ^ (~eh & word(working, g))) +
    word(constants, round * 2) +
    word(schedule, round * 2) +
    carry(low);
  const bh = word(working, b);
  const bl = word(working, b + 1);
  const ch = word(working, c);
  const cl = word(working, c + 1);
  const below = unsigned(word(working, d + 1)) + unsigned(low);
  working[d + 1] = below;
  working[d] = word(working, d) + high + carry(below);
  const lower =
    unsigned(low) +
    unsigned(rotate(al, ah, 28) ^ rotate(ah, al, 2) ^ rotate(ah, al, 7)) +
    unsigned((al & bl) ^ (al & cl) ^ (bl & cl));
  working[h + 1] = lower;
  working[h] =
    high + (rotate(ah, al, 28) ^ rotate(al, ah, 2) ^ rotate(al, ah, 7)) + ((ah & bh) ^ (ah & ch) ^ (bh & ch)) + carry(lower);
}

/** The position of a variable in a round, from 0 for a to 7 for h. */
function place(variable: number, round: number): number {
  return ((variable - round) & 7) * 2;
}

function word(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** One half of a pair that is rotated to the right by less than 32 bits: this half, with bits from the other. */
function rotate(half: number, other: number, bits: number): number {
  return (half >>> bits) | (other << (32 - bits));
}

function unsigned(half: number): number {
  return half >>> 0;
}

/** What a sum of lower halves adds to the upper half. */
function carry(sum: number): number {
  return Math.floor(sum / 2 ** 32);
}

/** The first 64 bits of the fractional parts of roots (FIPS 180-4, sections 4.2.3, 5.3.4 and 5.3.5). */
function fractions(radicands: readonly number[], degree: bigint): Int32Array {
  const halves = radicands.flatMap((radicand) => {
    const root = integerRoot(BigInt(radicand) << (64n * degree), degree);
    return [Number(BigInt.asIntN(32, root >> 32n)), Number(BigInt.asIntN(32, root))];
  });
  return Int32Array.from(halves);
}

/** The integer root, by Newton's method from above. */
function integerRoot(radicand: bigint, degree: bigint): bigint {
  let root = radicand;
  for (;;) {
    const next = ((degree - 1n) * root + radicand / root ** (degree - 1n)) / degree;
    if (next >= root) return root;
    root = next;
  }
}
