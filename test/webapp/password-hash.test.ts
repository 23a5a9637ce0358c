import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { authenticate, writeAccounts } from "../../src/webapp/accounts/accounts.ts";
import { hashPassword, passwordMatches } from "../../src/webapp/accounts/password-hash.ts";

test("a password matches its own hash only, and two hashes of it differ", async () => {
  const [one, other] = await Promise.all([hashPassword("secret"), hashPassword("secret")]);
  expect(one.hash).not.toBe(other.hash);
  expect(await passwordMatches("secret", one)).toBe(true);
  expect(await passwordMatches("Secret", one)).toBe(false);
  expect(await passwordMatches("", one)).toBe(false);
});

test("the accounts file is its owner's alone and holds no password", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "koshin-accounts-")), "accounts.json");
  await writeAccounts(file, [{ user: "ormaster", tenant: "u00000014", password: "secret-password" }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, "utf8")).not.toContain("secret-password");
  expect((await authenticate(file, "ormaster", "secret-password"))?.tenant).toBe("u00000014");
  expect(await authenticate(file, "ormaster", "")).toBeUndefined();
  expect(await authenticate(file, "nobody", "")).toBeUndefined();
});

test("a malformed accounts file lets nobody in and says which file it is", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "koshin-accounts-")), "accounts.json");
  await writeFile(file, `{"accounts":[{"user":"ormaster"}]}`);
  await expect(authenticate(file, "ormaster", "x")).rejects.toThrow(file);
});
