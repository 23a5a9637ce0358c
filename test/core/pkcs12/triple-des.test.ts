import { createCipheriv } from "node:crypto";
import { expect, test } from "vitest";
import { decryptTripleDes, encryptTripleDes } from "../../../src/core/pkcs12/triple-des.ts";
import { refusal } from "../refusal.ts";

const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));

test("agrees with OpenSSL in both directions, for every length around one, two and three blocks", async () => {
  for (let length = 0; length <= 25; length++) {
    const [key, iv, plaintext] = [random(24), random(8), random(length)];
    const cipher = createCipheriv("des-ede3-cbc", key, iv);
    const expected = Uint8Array.from(Buffer.concat([cipher.update(plaintext), cipher.final()]));
    expect(encryptTripleDes(key, iv, plaintext)).toEqual(expected);
    expect(await decryptTripleDes(key, iv, expected)).toEqual(plaintext);
  }
});

test("every bit of a block and every effective bit of the key changes the ciphertext as in OpenSSL", () => {
  for (let bit = 0; bit < 64; bit++) {
    const block = new Uint8Array(8);
    block[bit >> 3] = 0x80 >> (bit & 7);
    const key = new Uint8Array(24);
    key.set(block, 8 * (bit % 3));
    const iv = new Uint8Array(8);
    const cipher = createCipheriv("des-ede3-cbc", key, iv);
    expect(encryptTripleDes(key, iv, block)).toEqual(Uint8Array.from(Buffer.concat([cipher.update(block), cipher.final()])));
  }
});

test("does not modify its input", async () => {
  const plaintext = random(16);
  const before = plaintext.slice();
  const ciphertext = encryptTripleDes(random(24), random(8), plaintext);
  expect(plaintext).toEqual(before);
  const held = ciphertext.slice();
  const otherKey = random(24);
  try {
    await decryptTripleDes(otherKey, random(8), ciphertext);
  } catch {
    // The padding is almost never valid under another key.
  }
  expect(ciphertext).toEqual(held);
});

test.each([
  ["nothing", 0],
  ["half a block", 12],
])("%s is refused", async (_, length) => {
  expect(await refusal(() => decryptTripleDes(random(24), random(8), new Uint8Array(length)))).toBe("pkcs12-malformed");
});

test.each([
  ["no padding", [1, 2, 3, 4, 5, 6, 7, 0]],
  ["padding longer than a block", [9, 9, 9, 9, 9, 9, 9, 9]],
  ["inconsistent padding", [1, 2, 3, 4, 5, 6, 2, 3]],
])("%s is refused", async (_, last) => {
  const [key, iv] = [random(24), random(8)];
  const cipher = createCipheriv("des-ede3-cbc", key, iv).setAutoPadding(false);
  const ciphertext = Uint8Array.from(Buffer.concat([cipher.update(Uint8Array.from(last)), cipher.final()]));
  expect(await refusal(() => decryptTripleDes(key, iv, ciphertext))).toBe("pkcs12-malformed");
});
