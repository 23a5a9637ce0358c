import { checkPrimeSync, createECDH, generateKeyPairSync, generatePrimeSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { isWeakEcKey } from "../../../src/server/issuance/keys/weak-ec-key.ts";
import { isWeakRsaKey } from "../../../src/server/issuance/keys/weak-rsa-key.ts";

function octets(number: bigint): Bytes {
  const digits = number.toString(16);
  return Uint8Array.from(Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex"));
}

const usual = Uint8Array.of(1, 0, 1);
const weak = (modulus: bigint, exponent: Bytes = usual): boolean => isWeakRsaKey({ modulus: octets(modulus), exponent });
const sound = octetsOfJwk(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" }).n);
const half = generatePrimeSync(1024, { bigint: true });

function octetsOfJwk(member: string | undefined): bigint {
  return BigInt(`0x${Buffer.from(member ?? "", "base64url").toString("hex")}`);
}

/** The first prime from a number upwards. */
function primeFrom(number: bigint): bigint {
  for (let candidate = number | 1n; ; candidate += 2n) if (checkPrimeSync(candidate, { checks: 8 })) return candidate;
}

/** A factor that makes the modulus 2048 bits long. */
function fitting(factor: bigint): bigint {
  return ((1n << 2047n) | (1n << 2046n)) / factor;
}

describe("an RSA key", () => {
  test("of two independent primes is sound", () => {
    expect(weak(sound)).toBe(false);
  });

  test.each([3072, 4096])("of %i bits is judged alike", (modulusLength) => {
    const longer = octetsOfJwk(generateKeyPairSync("rsa", { modulusLength }).publicKey.export({ format: "jwk" }).n);
    expect(weak(longer)).toBe(false);
    expect([3n, 127n, 751n].map((factor) => weak(longer - (longer % factor)))).toEqual([true, true, true]);
    const prime = generatePrimeSync(modulusLength / 2, { bigint: true });
    expect(weak(prime * primeFrom(prime + 2n))).toBe(true);
  });

  test.each([
    ["3", Uint8Array.of(3)],
    ["65539", Uint8Array.of(1, 0, 3)],
    ["2048 bits, as the counterpart of a tiny private exponent", octets(sound - 2n)],
    ["1", Uint8Array.of(1)],
  ])("with the exponent %s is weak", (_, exponent) => {
    expect(weak(sound, exponent)).toBe(true);
  });

  test.each([2n, 3n, 127n, 173n, 743n, 751n])("with the factor %s is weak", (factor) => {
    expect(weak(factor * fitting(factor))).toBe(true);
  });

  test("whose factors are equal is weak", () => {
    expect(weak(half * half)).toBe(true);
  });

  test("whose second prime is the next one is weak", () => {
    expect(weak(half * primeFrom(half + 2n))).toBe(true);
  });

  test("is weak if Fermat's method finds its factors within 100 rounds, and sound after round 110", () => {
    // With factors 2b apart, a is b² / 2√n above √n.
    const apart = (rounds: bigint): bigint => {
      const square = 2n * half * rounds;
      let b = 1n << 540n;
      while (b * b > square) b = (b + square / b) >> 1n;
      return 2n * b;
    };
    expect(weak(half * primeFrom(half + apart(100n)))).toBe(true);
    expect(weak(half * primeFrom(half + apart(160n)))).toBe(false);
  });

  test("with the form of the faulty library (ROCA), whose primes are powers of 65537 modulo every small prime, is weak", () => {
    const primes = Array.from({ length: 701 }, (_, index) => index + 1).filter(
      (number) => number > 1 && checkPrimeSync(BigInt(number)),
    );
    const product = primes.reduce((value, prime) => value * BigInt(prime), 1n);
    const primeOf = (power: bigint): bigint => {
      let residue = 1n;
      for (let exponent = 0n; exponent < power; exponent++) residue = (residue * 65_537n) % product;
      for (let k = (1n << 1023n) / product + 3n * power; ; k++) {
        const candidate = k * product + residue;
        if (checkPrimeSync(candidate, { checks: 8 })) return candidate;
      }
    };
    expect(weak(primeOf(1009n) * primeOf(77_777n))).toBe(true);
  });
});

describe.each([
  { kind: "P-256", curve: "prime256v1", order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  {
    kind: "P-384",
    curve: "secp384r1",
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
] as const)("a $kind key", ({ kind, curve, order }) => {
  const publicPoint = (privateKey: bigint): Uint8Array => {
    const pair = createECDH(curve);
    const digits = privateKey.toString(16).padStart(order.toString(16).length, "0");
    pair.setPrivateKey(Buffer.from(digits, "hex"));
    return pair.getPublicKey();
  };

  test.each([1n, 2n, 255n, 256n, order - 1n, order - 256n])("with the private key %s is weak", (privateKey) => {
    expect(isWeakEcKey(kind, publicPoint(privateKey))).toBe(true);
  });

  test("from a working generator is sound", () => {
    expect(isWeakEcKey(kind, publicPoint(order >> 1n))).toBe(false);
  });
});
