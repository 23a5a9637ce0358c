import { expect, test } from "vitest";
import { mayChoose } from "../../../../src/server/accounts/passwords/password-rules.ts";

const account = { tenant: "u00000014", name: "suzuki" };

test.each([
  "correct horse battery",
  "朝霧の中を走る子犬",
  "alllowercaseletters",
  "suzuki likes orange juice",
  "x".repeat(64).replaceAll(/x/g, (_, at: number) => "abcdefgh".charAt((at * 5) % 8)),
])("%j may be chosen, whatever characters it consists of", async (password) => {
  expect(await mayChoose(password, account)).toBe(true);
});

test.each([
  ["too short", "k7#Qz1!"],
  ["too short, although it has more UTF-16 units", "🦊🦊🐈🐈🦉"],
  ["known to every attacker", "password123"],
  ["known to every attacker in another case", "PassWord123"],
  ["known to every attacker in full-width characters", "ｐａｓｓｗｏｒｄ１２３"],
  ["one character", "aaaaaaaaaaaa"],
  ["the user name with a number", "Suzuki2026!"],
  ["the organisation", "u00000014"],
  ["the names of the account and the service", "koshin-suzuki-1"],
])("a password that is %s may not", async (_, password) => {
  expect(await mayChoose(password, account)).toBe(false);
});
