import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sha1 } from "../../../src/core/pkcs12/sha1.ts";
import { sha256 } from "../../../src/core/pkcs12/sha256.ts";

describe.each([sha1, sha256])("$name", (hash) => {
  test("agrees with OpenSSL for every length around one, two and three blocks", () => {
    const message = crypto.getRandomValues(new Uint8Array(200));
    for (let length = 0; length <= message.length; length++) {
      const part = message.subarray(0, length);
      const expected = createHash(hash.name).update(part).digest();
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

  test("returns digests of the declared length", () => {
    expect(hash.digest(new Uint8Array())).toHaveLength(hash.length);
  });
});
