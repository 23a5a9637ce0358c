import { expect, test } from "vitest";
import { generatePassword } from "../../src/core/password.ts";

test("a password has six groups of four characters without easily confused ones", () => {
  for (let count = 0; count < 200; count++) {
    expect(generatePassword()).toMatch(/^[2-9a-km-np-z]{4}(-[2-9a-km-np-z]{4}){5}$/);
  }
});

test("passwords do not repeat", () => {
  expect(new Set(Array.from({ length: 1000 }, generatePassword)).size).toBe(1000);
});

test("all 32 characters are equally likely", () => {
  const counts = new Map<string, number>();
  const passwords = 4000;
  for (let count = 0; count < passwords; count++) {
    for (const character of generatePassword().replaceAll("-", "")) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  const expected = (passwords * 24) / 32;
  // Six standard deviations: fails by chance once in about fifteen million runs.
  const margin = 6 * Math.sqrt(expected);
  expect(counts.size).toBe(32);
  for (const [character, count] of counts) expect(Math.abs(count - expected), character).toBeLessThan(margin);
});
