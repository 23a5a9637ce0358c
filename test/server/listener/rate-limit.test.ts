import { describe, expect, test } from "vitest";
import { RateLimit } from "../../../src/server/listener/rate-limit.ts";

describe("the rate", () => {
  test("refills steadily, and allows a burst of four seconds' worth", () => {
    let now = 0;
    const rate = new RateLimit(10, () => now);
    const taken = (count: number): number => Array.from({ length: count }, () => rate.take("a")).filter(Boolean).length;
    expect(taken(100)).toBe(40);
    expect(rate.take("b")).toBe(true);
    now = 500;
    expect(taken(100)).toBe(5);
    now = 1_000_000;
    expect(taken(100)).toBe(40);
  });

  test("remembers a client that exceeded it until the excess has been made up", () => {
    let now = 0;
    const rate = new RateLimit(1, () => now);
    rate.giveBack("a", -10);
    expect([rate.take("a"), rate.delay("a", 1)]).toEqual([false, 7000]);
    now = 6000;
    for (let client = 0; client < 20_000; client++) rate.take(`client ${client}`);
    expect([rate.take("a"), rate.delay("a", 1)]).toEqual([false, 1000]);
    now = 7000;
    expect([rate.take("a"), rate.take("a")]).toEqual([true, false]);
    rate.giveBack("b", 100);
    expect(rate.take("b", 5)).toBe(false);
  });

  test("continues from the current level if the clock is set back", () => {
    let now = 3_600_000;
    const rate = new RateLimit(1, () => now);
    for (let count = 0; count < 4; count++) rate.take("a");
    now = 0;
    expect([rate.take("a"), rate.delay("a", 1)]).toEqual([false, 1000]);
    now = 1000;
    expect([rate.take("a"), rate.take("a")]).toEqual([true, false]);
  });

  test("is kept for a hundred thousand clients, without the one that has been idle longest", () => {
    const rate = new RateLimit(0.001, () => 0, 1);
    const takes = (client: string): boolean => rate.take(client);
    for (const client of ["a", "b"]) expect([takes(client), takes(client)]).toEqual([true, false]);
    for (let client = 0; client < 99_998; client++) takes(`client ${client}`);
    expect(takes("a")).toBe(false);
    takes("one more");
    expect([takes("a"), takes("b")]).toEqual([false, true]);
  });

  test("of a client whose bucket was removed is the same as if it had been kept", () => {
    let now = 0;
    const rate = new RateLimit(1, () => now);
    for (let count = 0; count < 4; count++) rate.take("a");
    for (let client = 0; client < 20_000; client++) rate.take(`client ${client}`);
    expect(rate.take("a")).toBe(false);
    now = 4000;
    for (let client = 0; client < 20_000; client++) rate.take(`other ${client}`);
    expect([1, 2, 3, 4, 5].map(() => rate.take("a"))).toEqual([true, true, true, true, false]);
  });
});
