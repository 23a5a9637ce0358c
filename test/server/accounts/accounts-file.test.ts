import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Logins } from "../../../src/protocol/logins.ts";
import { takeAccountsFile } from "../../../src/server/accounts/accounts-file.ts";
import { authenticate, createAccount } from "../../../src/server/accounts/accounts.ts";
import { hashPassword } from "../../../src/server/accounts/passwords/password-hash.ts";
import { serve } from "../../../src/server/serve.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { findAccountRow } from "../../../src/server/store/accounts/account-rows.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import type { Store } from "../../../src/server/store/database/schema.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send } from "../../support/tls-client.ts";

const tenant = "u00000014";
let folder: string;
let file: string;
let world: ThrowawayService;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-accounts-"));
  file = join(folder, "accounts.json");
  world = await startService();
  ({ store } = world.service);
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Writes an accounts file in which each password is the reversed user name. */
async function writeAccountsFile(...users: readonly string[]): Promise<void> {
  const accounts = users.map(async (user) => ({
    user,
    tenant: "u00000014",
    password: await hashPassword(user.split("").reverse().join("")),
  }));
  await writeFile(file, JSON.stringify({ accounts: await Promise.all(accounts) }), { mode: 0o600 });
}

async function isThere(): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

describe("an accounts file", () => {
  test("is imported into the database and removed, and every account keeps its password", async () => {
    await writeAccountsFile("ormaster", "reception");
    expect(await takeAccountsFile(store, file, world.now)).toBeUndefined();
    expect(await isThere()).toBe(false);
    expect(await authenticate(store, { tenant, user: "ormaster" }, "retsamro")).toMatchObject({ matches: true });
    expect(await authenticate(store, { tenant, user: "reception" }, "noitpecer")).toMatchObject({ matches: true });
    expect(await readAudit(store, "ormaster@u00000014")).toMatchObject([{ action: "account-created", actor: "operator" }]);
    expect(await takeAccountsFile(store, file, world.now)).toBeUndefined();
  });

  test("is imported only once, even if it remained because the service was killed", async () => {
    await writeAccountsFile("ormaster");
    const before = await readFile(file);
    await takeAccountsFile(store, file, world.now);
    await writeFile(file, before);
    await takeAccountsFile(store, file, world.now);
    expect(await isThere()).toBe(false);
    expect(await readAudit(store, "ormaster@u00000014")).toHaveLength(1);
  });

  test("is not removed if its accounts could not be imported", async () => {
    await writeAccountsFile("ormaster");
    const other = await openService(world.data);
    await other.close();
    await expect(takeAccountsFile(other.store, file, world.now)).rejects.toThrow();
    expect(await isThere()).toBe(true);
  });

  test("is imported once by two concurrent processes", async () => {
    await writeAccountsFile("ormaster", "reception");
    await using other = await openService(world.data);
    const both = [store, other.store].map(async (each) => await takeAccountsFile(each, file, world.now));
    expect(await Promise.all(both)).toEqual([undefined, undefined]);
    expect(await readAudit(store, "ormaster@u00000014")).toHaveLength(1);
    expect(await authenticate(other.store, { tenant, user: "reception" }, "noitpecer")).toMatchObject({ matches: true });
  });

  test("changes no existing account in the database", async () => {
    await createAccount(store, { name: "ormaster", tenant: "u00000014", password: "known", actor: "operator", now: world.now });
    await writeAccountsFile("ormaster", "reception");
    await takeAccountsFile(store, file, world.now);
    expect(await authenticate(store, { tenant, user: "ormaster" }, "known")).toMatchObject({ matches: true });
    expect(await authenticate(store, { tenant, user: "ormaster" }, "retsamro")).toMatchObject({ matches: false });
    expect(await authenticate(store, { tenant, user: "reception" }, "noitpecer")).toMatchObject({ matches: true });
  });

  test.each(["", "{", `{"accounts":[{"user":"ormaster"}]}`])(
    "is left unchanged if it contains %j, and the message names it",
    async (content) => {
      await writeFile(file, content);
      expect(await takeAccountsFile(store, file, world.now)).toContain(file);
      expect(await readFile(file, "utf8")).toBe(content);
      expect(await findAccountRow(store, { tenant, name: "ormaster" })).toBeUndefined();
    },
  );

  test("is left unchanged if it is a folder, and the message names it", async () => {
    await mkdir(file);
    expect(await takeAccountsFile(store, file, world.now)).toContain(file);
    expect(await isThere()).toBe(true);
  });
});

describe("a service whose settings name an accounts file", () => {
  /** Restarts the service on its data, with the accounts file in its settings. */
  async function startAgain(log: string[]): Promise<{ readonly logins: Logins } & AsyncDisposable> {
    const settings = join(world.data, "koshin.json");
    const content: unknown = JSON.parse(await readFile(settings, "utf8"));
    await writeFile(settings, JSON.stringify(Object.assign({}, content, { webapp: { accounts: file, assets: folder } })));
    const given: Logins[] = [];
    const running = await serve({
      data: world.data,
      port: 0,
      clock: () => world.now,
      log: pino({ level: "error" }, { write: (line: string) => void log.push(line) }),
      webapp(_, __, { logins }) {
        given.push(logins);
        return new Response();
      },
    });
    const { port } = new URL(running.addresses.app);
    await send({ port: Number(port), root: world.root }, { path: "/" });
    const [logins] = given;
    if (logins === undefined) throw new Error("The web app received no request.");
    return { logins, [Symbol.asyncDispose]: async () => await running.close() };
  }

  const attempt = { user: "ormaster", password: "retsamro", subject: { cn: "client28", o: "u00000014" } };

  test("starts, accepts its accounts, and starts again without it", async () => {
    await writeAccountsFile("ormaster");
    await writeFile(join(folder, "login.html"), "");
    for (let round = 0; round < 2; round++) {
      const log: string[] = [];
      await using again = await startAgain(log);
      expect(await again.logins.logIn(attempt)).toMatchObject({ kind: "opened" });
      expect(log).toEqual([]);
      expect(await isThere()).toBe(false);
    }
  });

  test("starts even if the file is unusable, and logs its name but nothing of its contents", async () => {
    await writeFile(file, `{"accounts":[{"user":"secretary-of-state"}]}`);
    await writeFile(join(folder, "login.html"), "");
    const log: string[] = [];
    await using again = await startAgain(log);
    expect(await again.logins.logIn(attempt)).toEqual({ kind: "wrong" });
    expect(log.join("")).toContain(file);
    expect(log.join("")).not.toContain("secretary");
  });
});
