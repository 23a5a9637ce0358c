import { describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { decryptRc2 } from "../../../src/core/foreign-pkcs12/rc2.ts";
import { refusal } from "../refusal.ts";

const octets = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const key = octets("88bca90e90875a7f0f79c384627bafb2");
const plain = octets("0000000000000000");
const cipher = octets("2269552ab0f85ca6");

/** The IV for which the ciphertext decrypts to the wanted plaintext. */
const ivFor = (wanted: readonly number[]): Bytes => plain.map((octet, index) => octet ^ (wanted[index] ?? 0));

// The vectors of RFC 2268, section 5, in which every bit of the key is effective, as in PKCS#12. A single block has no
// padding: the IV turns its last octet into it.
test.each([
  ["ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"],
  ["3000000000000000", "1000000000000001", "30649edf9be7d2c2"],
  ["88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"],
])("key %s, plaintext %s, ciphertext %s", async (key, plaintext, ciphertext) => {
  const before = octets(plaintext);
  const iv = new Uint8Array(8);
  iv[7] = (before[7] ?? 0) ^ 1;
  expect(await decryptRc2(octets(key), iv, octets(ciphertext))).toEqual(before.subarray(0, 7));
});

test("each block is chained to the previous ciphertext block", async () => {
  const before = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 1);
  expect((await decryptRc2(key, plain, Uint8Array.of(...before, ...cipher))).subarray(8)).toEqual(before.subarray(0, 7));
});

test("does not modify its input", async () => {
  const held = cipher.slice();
  await decryptRc2(key, ivFor([8, 8, 8, 8, 8, 8, 8, 8]), held);
  expect(held).toEqual(cipher);
});

describe("refused", () => {
  test.each([
    ["nothing", 0],
    ["half a block", 4],
    ["one and a half blocks", 12],
  ])("%s", async (_, length) => {
    expect(await refusal(() => decryptRc2(key, plain, new Uint8Array(length)))).toBe("pkcs12-malformed");
  });

  test.each([
    ["no padding", [1, 2, 3, 4, 5, 6, 7, 0]],
    ["padding longer than a block", [9, 9, 9, 9, 9, 9, 9, 9]],
    ["inconsistent padding", [1, 2, 3, 4, 5, 6, 2, 3]],
  ])("%s", async (_, last) => {
    expect(await refusal(() => decryptRc2(key, ivFor(last), cipher))).toBe("pkcs12-malformed");
  });
});
