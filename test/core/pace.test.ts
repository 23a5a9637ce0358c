import { describe, expect, test } from "vitest";
import { foreignFormats } from "../../src/core/foreign-pkcs12/foreign-formats.ts";
import { sha1 } from "../../src/core/hash/sha1.ts";
import { type Pace, pagePace } from "../../src/core/pace.ts";
import { deriveKey, purpose } from "../../src/core/pkcs12/derive-key.ts";

const derivation = { password: "queeg", salt: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), iterations: 10_000 };

/** A clock that advances by this many milliseconds each time it is read. */
const clock = (step: number): (() => number) => {
  let at = 0;
  return () => (at += step);
};

/** Resolves to the number of turns that the event loop takes until `work` is done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let next: NodeJS.Immediate;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  next = setImmediate(count);
  await work;
  clearImmediate(next);
  return turns;
}

describe("a long file under a cipher that the browser does not have", () => {
  const schemes = Array.from(foreignFormats.ciphers, ([oid, cipher]) => ({ oid, ...cipher }));

  test.each(schemes)(
    "is decrypted in bursts of at most 4 kB, and is stopped between them: $oid",
    async ({ keyLength, decrypt }) => {
      const ciphertext = new Uint8Array(64 * 1024);
      let bursts = 0;
      const counting: Pace = { expect: () => undefined, advance: () => Promise.resolve(void (bursts += 1)) };
      // What is not encrypted with this key has no valid padding.
      await decrypt(new Uint8Array(keyLength).fill(1), new Uint8Array(8), ciphertext, counting).catch(() => undefined);
      expect(bursts).toBeGreaterThanOrEqual(16);

      const stop = new AbortController();
      stop.abort();
      const stopped = pagePace({ now: () => 0, signal: stop.signal });
      await expect(decrypt(new Uint8Array(keyLength).fill(1), new Uint8Array(8), ciphertext, stopped)).rejects.toThrow("aborted");
    },
  );
});

describe("a long derivation in a page", () => {
  test("lets other tasks run, and derives the same", async () => {
    const expected = await deriveKey(sha1, purpose.key, derivation, 24);
    const paced = deriveKey(sha1, purpose.key, derivation, 24, pagePace({ now: clock(20) }));
    expect(await turnsDuring(paced)).toBeGreaterThan(10);
    expect(await paced).toEqual(expected);
  });

  test("does not yield within a slice of time", async () => {
    expect(await turnsDuring(deriveKey(sha1, purpose.key, derivation, 24, pagePace({ now: () => 0 })))).toBe(0);
  });

  test("reports progress that never decreases, also over several derivations", async () => {
    const parts: number[] = [];
    const pace = pagePace({ now: clock(20), progress: (part) => void parts.push(part) });
    for (const id of [purpose.mac, purpose.key, purpose.iv]) await deriveKey(sha1, id, derivation, 20, pace);
    expect(parts.length).toBeGreaterThan(10);
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts.at(-1)).toBeLessThanOrEqual(1);
  });

  test("is stopped by its signal", async () => {
    const stop = new AbortController();
    const pace = pagePace({ now: clock(20), signal: stop.signal, progress: () => stop.abort() });
    await expect(deriveKey(sha1, purpose.mac, { ...derivation, iterations: 1_000_000 }, 20, pace)).rejects.toThrow("aborted");
  });
});
