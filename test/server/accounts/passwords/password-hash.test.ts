import { expect, test } from "vitest";
import { hashPassword, passwordMatches } from "../../../../src/server/accounts/passwords/password-hash.ts";

test("a password matches only its own hash, and two hashes of it differ", async () => {
  const [one, other] = await Promise.all([hashPassword("secret"), hashPassword("secret")]);
  expect(one.hash).not.toBe(other.hash);
  expect(await passwordMatches("secret", one)).toBe(true);
  expect(await passwordMatches("Secret", one)).toBe(false);
  expect(await passwordMatches("", one)).toBe(false);
});

test("a password counts to its last character", async () => {
  const long = "朝霧の中を走る子犬".repeat(10);
  const hash = await hashPassword(long);
  expect(await passwordMatches(long, hash)).toBe(true);
  expect(await passwordMatches(`${long}x`, hash)).toBe(false);
  expect(await passwordMatches(long.slice(0, -1), hash)).toBe(false);
});

test("a password is the same however a keyboard composes its characters", async () => {
  const hash = await hashPassword("がっこう café");
  for (const typed of ["がっこう café".normalize("NFD"), "がっこう ｃａｆé"]) expect(await passwordMatches(typed, hash)).toBe(true);
  expect(await passwordMatches("かっこう café", hash)).toBe(false);
});
