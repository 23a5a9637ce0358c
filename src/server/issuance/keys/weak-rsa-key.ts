import { toHex } from "../../../core/bytes.ts";
import type { RsaNumbers } from "../../../core/x509/public-key.ts";

/** The only accepted exponent. With it, the private exponent of a sound modulus is too large to be found. */
const usualExponent = 65_537;
/** The bound of trial division in the CA/Browser Forum's requirements (section 6.1.6). */
const trialBound = 752;
/** The largest prime of the ROCA fingerprint. */
const rocaBound = 167;
/** Rounds of Fermat's method, which find close factors; the Forum's requirements (section 6.1.1.3) ask for 100. */
const fermatRounds = 110;

const smallPrimes = primesBelow(trialBound);
const rocaPrimes = smallPrimes.filter((prime) => prime > 2 && prime <= rocaBound);
/** The remainders of the powers of 65537 by each of them. */
const rocaRemainders = new Map(rocaPrimes.map((prime) => [prime, powersOf(usualExponent % prime, prime)]));

/**
 * Whether an RSA key has a known weakness: another exponent than 65537, a small factor, equal or close factors, or ROCA
 * (CVE-2017-15361).
 *
 * @param key of one of the kinds that renew, with 4096 bits at most
 */
export function isWeakRsaKey({ modulus, exponent }: RsaNumbers): boolean {
  if (numberOf(exponent) !== BigInt(usualExponent)) return true;
  const remainders = remaindersOf(modulus);
  if (smallPrimes.some((prime) => remainders.get(prime) === 0)) return true;
  if (rocaPrimes.every((prime) => rocaRemainders.get(prime)?.has(remainders.get(prime) ?? 0))) return true;
  return hasCloseFactors(numberOf(modulus));
}

/** The number of base-65536 digits of the longest modulus, two octets each. */
const digits = 256;
/** Below this product, the sum of all products of a digit and a remainder is an exact number: below 2^53. */
const exactProduct = 2 ** 29;

/** Small primes whose product is below that bound, and the remainders of the place values by it. */
interface PrimeGroup {
  readonly primes: readonly number[];
  readonly product: number;
  readonly places: Float64Array;
}

const primeGroups = groupsOf(smallPrimes);

/** The remainders of a modulus by every small prime; in plain numbers, which is ten times as fast as dividing a BigInt. */
function remaindersOf(modulus: Uint8Array): ReadonlyMap<number, number> {
  const length = modulus.length / 2;
  const values = Float64Array.from({ length }, (_, at) => (modulus[2 * at] ?? 0) * 256 + (modulus[2 * at + 1] ?? 0));
  const first = digits - length;
  const remainders = new Map<number, number>();
  for (const { primes, product, places } of primeGroups) {
    let sum = 0;
    for (let at = 0; at < length; at++) sum += (values[at] ?? 0) * (places[first + at] ?? 0);
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

/** Moduli by which most non-squares have a remainder that no square has. */
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
    const possible = sieved.every((by) => {
      const root = (by.a + round) % by.modulus;
      return by.squares[(root * root + by.modulus - by.n) % by.modulus] === 1;
    });
    if (possible && isSquare(a * a - n)) return true;
  }
  return false;
}

function isSquare(n: bigint): boolean {
  const root = squareRoot(n);
  return root * root === n;
}

/** The integer square root by Newton's method, starting above it with 50 correct bits. */
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
