import { toHex } from "../../../core/bytes.ts";
import type { RsaNumbers } from "../../../core/x509/public-key.ts";

/** The only exponent that is taken. With it, the private exponent of a sound modulus is too large to be found. */
const usualExponent = 65_537;
/** A factor below this is found by trying; the bound of the CA/Browser Forum's rules (section 6.1.6). */
const trialBound = 752;
/** The primes that the keys of a faulty library are known by. */
const rocaBound = 167;
/** In so many rounds of Fermat's method close factors are found; the Forum's rules (section 6.1.1.3) ask for 100. */
const fermatRounds = 110;

const smallPrimes = primesBelow(trialBound);
const rocaPrimes = smallPrimes.filter((prime) => prime > 2 && prime <= rocaBound);
/** For each of them the remainders that powers of 65537 have. */
const rocaRemainders = new Map(rocaPrimes.map((prime) => [prime, powersOf(usualExponent % prime, prime)]));

/**
 * Whether the private key can be computed from the public one by a short cut that is generally known: another exponent
 * than 65537, a small factor, equal or close factors, or the form of the library that is known as ROCA
 * (CVE-2017-15361).
 *
 * @param key RSA-2048
 */
export function isWeakRsaKey({ modulus, exponent }: RsaNumbers): boolean {
  if (numberOf(exponent) !== BigInt(usualExponent)) return true;
  const remainders = remaindersOf(modulus);
  if (smallPrimes.some((prime) => remainders.get(prime) === 0)) return true;
  if (rocaPrimes.every((prime) => rocaRemainders.get(prime)?.has(remainders.get(prime) ?? 0))) return true;
  return hasCloseFactors(numberOf(modulus));
}

/** Two octets of a modulus at a time, and their places. */
const digits = 128;
/** Sums of so many products of a digit and a remainder stay exact numbers. */
const exactProduct = 2 ** 29;

/** Small primes whose product is exact, and the remainders that a modulus's places have by it. */
interface PrimeGroup {
  readonly primes: readonly number[];
  readonly product: number;
  readonly places: Float64Array;
}

const primeGroups = groupsOf(smallPrimes);

/** The remainders of a modulus by every small prime: in plain numbers, ten times as fast as a BigInt is divided. */
function remaindersOf(modulus: Uint8Array): ReadonlyMap<number, number> {
  const values = Float64Array.from({ length: digits }, (_, at) => (modulus[2 * at] ?? 0) * 256 + (modulus[2 * at + 1] ?? 0));
  const remainders = new Map<number, number>();
  for (const { primes, product, places } of primeGroups) {
    let sum = 0;
    for (let at = 0; at < digits; at++) sum += (values[at] ?? 0) * (places[at] ?? 0);
    for (const prime of primes) remainders.set(prime, (sum % product) % prime);
  }
  return remainders;
}

function groupsOf(primes: readonly number[]): PrimeGroup[] {
  const groups: number[][] = [];
  let product = Infinity;
  for (const prime of primes) {
    product *= prime;
    if (product >= exactProduct) {
      groups.push([]);
      product = prime;
    }
    groups.at(-1)?.push(prime);
  }
  return groups.map((group) => {
    const whole = group.reduce((value, prime) => value * prime, 1);
    const places = new Float64Array(digits);
    let place = 1;
    for (let at = digits - 1; at >= 0; at--) {
      places[at] = place;
      place = (place * 65_536) % whole;
    }
    return { primes: group, product: whole, places };
  });
}

/** By these most numbers are known to be no squares: their remainders are none of a square. */
const sieves = [2 ** 4 * 3 ** 2 * 5 * 7 * 11, 13 * 17 * 19 * 23].map((modulus) => ({ modulus, squares: squaresBy(modulus) }));

/** Fermat's method: n = a² − b² = (a + b)(a − b), with a from the square root of n upwards. */
function hasCloseFactors(n: bigint): boolean {
  let a = squareRoot(n);
  if (a * a === n) return true;
  const sieved = sieves.map(({ modulus, squares }) => ({
    modulus,
    squares,
    n: Number(n % BigInt(modulus)),
    a: Number(a % BigInt(modulus)),
  }));
  for (let round = 1; round <= fermatRounds; round++) {
    a += 1n;
    const perhaps = sieved.every((by) => {
      const root = (by.a + round) % by.modulus;
      return by.squares[(root * root + by.modulus - by.n) % by.modulus] === 1;
    });
    if (perhaps && isSquare(a * a - n)) return true;
  }
  return false;
}

function isSquare(n: bigint): boolean {
  const root = squareRoot(n);
  return root * root === n;
}

/** The largest integer whose square is no greater: Newton's method, from a number above it that has 50 right bits. */
function squareRoot(n: bigint): bigint {
  const excess = BigInt(Math.max(0, 2 * n.toString(16).length - 50));
  let root = BigInt(Math.ceil(Math.sqrt(Number(n >> (2n * excess)))) + 2) << excess;
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function numberOf(magnitude: Uint8Array): bigint {
  return BigInt(`0x${toHex(magnitude)}`);
}

function primesBelow(bound: number): number[] {
  const primes: number[] = [];
  for (let number = 2; number < bound; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}

function powersOf(base: number, modulus: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * base) % modulus) powers.add(power);
  return powers;
}

/** 1 for every remainder that a square has. */
function squaresBy(modulus: number): Uint8Array {
  const found = new Uint8Array(modulus);
  for (let root = 0; root < modulus; root++) found[(root * root) % modulus] = 1;
  return found;
}
