import { hashFunction } from "./hash-function.ts";

/** The first 32 bits of the fractional parts of the square roots of the first eight primes (FIPS 180-4, 5.3.3). */
const initial = Int32Array.from(firstPrimes(8), (prime) => fraction(Math.sqrt(prime)));
/** Likewise of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const constants = Int32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));
const schedule = new Int32Array(64);

/** SHA-256 (FIPS 180-4, section 6.2), for the MAC of the modern profile. */
export const sha256 = hashFunction(initial, compress);

/** The compression function of SHA-256 and SHA-224 (FIPS 180-4, section 6.2.2), for the block at an offset. */
export function compress(state: Int32Array, message: DataView, offset: number): void {
  for (let index = 0; index < 16; index++) schedule[index] = message.getInt32(offset + index * 4);
  for (let index = 16; index < 64; index++) {
    const early = word(schedule, index - 15);
    const late = word(schedule, index - 2);
    const small0 = rotate(early, 25) ^ rotate(early, 14) ^ (early >>> 3);
    const small1 = rotate(late, 15) ^ rotate(late, 13) ^ (late >>> 10);
    schedule[index] = word(schedule, index - 16) + small0 + word(schedule, index - 7) + small1;
  }
  let a = word(state, 0);
  let b = word(state, 1);
  let c = word(state, 2);
  let d = word(state, 3);
  let e = word(state, 4);
  let f = word(state, 5);
  let g = word(state, 6);
  let h = word(state, 7);
  for (let index = 0; index < 64; index++) {
    const big1 = rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + word(constants, index) + word(schedule, index)) | 0;
    const big0 = rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = word(state, 0) + a;
  state[1] = word(state, 1) + b;
  state[2] = word(state, 2) + c;
  state[3] = word(state, 3) + d;
  state[4] = word(state, 4) + e;
  state[5] = word(state, 5) + f;
  state[6] = word(state, 6) + g;
  state[7] = word(state, 7) + h;
}

function word(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** The first prime numbers. */
export function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}
