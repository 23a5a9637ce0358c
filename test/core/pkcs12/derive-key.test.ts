import { describe, expect, test } from "vitest";
import { toHex } from "../../../src/core/bytes.ts";
import { sha1 } from "../../../src/core/hash/sha1.ts";
import { deriveKey, encodeBmpString, purpose } from "../../../src/core/pkcs12/derive-key.ts";

// Peter Gutmann's test vectors for RFC 7292, appendix B, with SHA-1.
test.each([
  ["smeg", "0A58CF64530D823F", 1, purpose.key, 24, "8AAAE6297B6CB04642AB5B077851284EB7128F1A2A7FBCA3"],
  ["smeg", "0A58CF64530D823F", 1, purpose.iv, 8, "79993DFE048D3B76"],
  ["smeg", "3D83C0E4546AC140", 1, purpose.mac, 20, "8D967D88F6CAA9D714800AB3D48051D63F73A312"],
  ["queeg", "05DEC959ACFF72F7", 1000, purpose.key, 24, "ED2034E36328830FF09DF1E1A07DD357185DAC0D4F9EB3D4"],
  ["queeg", "05DEC959ACFF72F7", 1000, purpose.iv, 8, "11DEDAD7758D4860"],
  ["queeg", "263216FCC2FAB31C", 1000, purpose.mac, 20, "5EC4C7A80DF652294C3925B6489A7AB857C83476"],
])("%s with salt %s, %d iterations, for purpose %d", async (password, salt, iterations, id, length, expected) => {
  const octets = Uint8Array.from(salt.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  expect(toHex(await deriveKey(sha1, id, { password, salt: octets, iterations }, length))).toBe(expected);
});

describe("BMPString", () => {
  test("has two octets per character", () => {
    expect([...encodeBmpString("A更")]).toEqual([0x00, 0x41, 0x66, 0xf4]);
  });
});
