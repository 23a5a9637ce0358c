import { expect, test } from "vitest";
import { hashPassword, passwordMatches } from "../../../../src/server/accounts/passwords/password-hash.ts";

test("a password matches only its own hash, and two hashes of it differ", async () => {
  const [one, other] = await Promise.all([hashPassword("secret"), hashPassword("secret")]);
  expect(one.hash).not.toBe(other.hash);
  expect(await passwordMatches("secret", one)).toBe(true);
  expect(await passwordMatches("Secret", one)).toBe(false);
  expect(await passwordMatches("", one)).toBe(false);
});
