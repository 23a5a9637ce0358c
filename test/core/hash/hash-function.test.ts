import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hmac } from "../../../src/core/hash/hash-function.ts";
import { sha1 } from "../../../src/core/hash/sha1.ts";
import { sha224 } from "../../../src/core/hash/sha224.ts";
import { sha256 } from "../../../src/core/hash/sha256.ts";
import { sha384, sha512 } from "../../../src/core/hash/sha512.ts";

describe.each([
  ["SHA-1", sha1],
  ["SHA-224", sha224],
  ["SHA-256", sha256],
  ["SHA-384", sha384],
  ["SHA-512", sha512],
])("%s", (name, hash) => {
  test("agrees with OpenSSL for every length around one, two and three blocks", () => {
    const message = crypto.getRandomValues(new Uint8Array(400));
    for (let length = 0; length <= message.length; length++) {
      const part = message.subarray(0, length);
      const expected = createHash(name).update(part).digest();
      expect(Buffer.compare(hash.digest(part), expected), `${length} octets`).toBe(0);
    }
  });

  test("hashes the digest again for each iteration", () => {
    const message = crypto.getRandomValues(new Uint8Array(200));
    let expected = hash.digest(message);
    for (let times = 1; times <= 5; times++) {
      expect(hash.digest(message, times)).toEqual(expected);
      expected = hash.digest(expected);
    }
  });

  test("agrees with OpenSSL as HMAC", () => {
    const message = crypto.getRandomValues(new Uint8Array(300));
    const key = message.subarray(0, hash.length);
    expect(Buffer.compare(hmac(hash, key, message), createHmac(name, key).update(message).digest())).toBe(0);
  });

  test("returns digests of the declared length", () => {
    expect(hash.digest(new Uint8Array())).toHaveLength(hash.length);
  });
});
