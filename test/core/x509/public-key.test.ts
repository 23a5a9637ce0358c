import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { bitString, integer, nullValue, oid, sequence } from "../../../src/core/der/write.ts";
import { keyKinds } from "../../../src/core/key-kind.ts";
import { exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { publicKeyKind } from "../../../src/core/x509/public-key.ts";
import { refusal } from "../refusal.ts";

const asDer = { type: "spki", format: "der" } as const;

test.each(keyKinds)("%s is recognised", async (kind) => {
  expect(publicKeyKind(await exportPublicKey(await generateKeyPair(kind)))).toBe(kind);
});

test.each([
  ["RSA-1024", () => generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export(asDer)],
  ["P-521", () => generateKeyPairSync("ec", { namedCurve: "P-521" }).publicKey.export(asDer)],
  ["secp256k1", () => generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey.export(asDer)],
  [
    "P-256 with explicit curve parameters",
    () => generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" }).publicKey.export(asDer),
  ],
  ["Ed25519", () => generateKeyPairSync("ed25519").publicKey.export(asDer)],
])("%s is not a supported kind of key", (_, make) => {
  expect(publicKeyKind(Uint8Array.from(make()))).toBeUndefined();
});

const rsa = (modulus: Uint8Array, exponent: Uint8Array): Bytes =>
  sequence(sequence(oid("1.2.840.113549.1.1.1"), nullValue()), bitString(sequence(integer(modulus), integer(exponent))));

test("an RSA modulus of 2047 bits is not supported", () => {
  const modulus = new Uint8Array(256).fill(0xff);
  expect(publicKeyKind(rsa(modulus, Uint8Array.of(1, 0, 1)))).toBe("RSA-2048");
  expect(publicKeyKind(rsa(modulus.with(0, 0x7f), Uint8Array.of(1, 0, 1)))).toBeUndefined();
});

test.each([
  ["RSA without parameters", [oid("1.2.840.113549.1.1.1")]],
  ["RSA with data after NULL", [oid("1.2.840.113549.1.1.1"), nullValue(), nullValue()]],
  ["P-256 with data after the curve", [oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7"), nullValue()]],
])("an alternative encoding of a key is rejected: %s", async (_, algorithm) => {
  const numbers = sequence(integer(new Uint8Array(256).fill(0xff)), integer(65_537));
  expect(await refusal(() => publicKeyKind(sequence(sequence(...algorithm), bitString(numbers))))).toBe("der-malformed");
});

test("malformed keys are rejected", async () => {
  expect(await refusal(() => publicKeyKind(sequence()))).toBe("der-malformed");
});
