import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authenticate, createAccount } from "../../../src/server/accounts/accounts.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { runSql } from "../../support/database.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

const tenant = "u00000014";
let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Adds an account of the tenant. */
async function create(name: string, password: string, tenant = "u00000014"): Promise<boolean> {
  return await createAccount(world.service.store, { name, tenant, password, actor: "operator", now: world.now });
}

/** The findings of `koshin check`. */
async function found(): Promise<string[]> {
  return (await checkService(world.data, world.now)).map(({ what, sentence }) => `${what}: ${sentence}`);
}

describe("an account", () => {
  test("accepts its password, and no other", async () => {
    expect(await create("ormaster", "secret-password")).toBe(true);
    const { store } = world.service;
    expect(await authenticate(store, { tenant, user: "ormaster" }, "secret-password")).toMatchObject({ matches: true });
    for (const [user, password] of [
      ["ormaster", "Secret-password"],
      ["ormaster", ""],
      ["nobody", ""],
      ["nobody", "secret-password"],
      ["ORMASTER", "secret-password"],
      ["ormaster\0", "secret-password"],
      ["", ""],
    ] as const)
      expect(await authenticate(store, { tenant, user }, password), JSON.stringify(user)).toMatchObject({ matches: false });
  });

  test("is in the database without its password, and in the audit trail without its hash", async () => {
    await create("secretary", "another-password");
    const row = await world.service.store
      .selectFrom("accounts")
      .selectAll()
      .where("name", "=", "secretary")
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain("another-password");
    const trail = await readAudit(world.service.store, "secretary@u00000014");
    expect(trail).toMatchObject([{ actor: "operator", action: "account-created", at: world.now.getTime() }]);
    expect(trail[0]?.detail).toMatch(/^{"tenant":"u00000014","role":null,"record":"[0-9a-f]{64}"}$/);
  });

  test("is unchanged if another one with its name is added to its tenant", async () => {
    await create("reception", "first");
    expect(await create("reception", "second")).toBe(false);
    const { store } = world.service;
    expect(await authenticate(store, { tenant, user: "reception" }, "first")).toMatchObject({ matches: true });
    expect(await authenticate(store, { tenant, user: "reception" }, "second")).toMatchObject({ matches: false });
    expect(await readAudit(store, "reception@u00000014")).toHaveLength(1);
  });

  test("may have the same name as another tenant's, which is another account", async () => {
    await create("office", "ours");
    expect(await create("office", "theirs", "u00000015")).toBe(true);
    const { store } = world.service;
    for (const [of, password, matches] of [
      [tenant, "ours", true],
      [tenant, "theirs", false],
      ["u00000015", "theirs", true],
      ["u00000015", "ours", false],
    ] as const)
      expect(await authenticate(store, { tenant: of, user: "office" }, password)).toMatchObject({
        account: { tenant: of },
        matches,
      });
  });

  test.each(["", "Ormaster", "1st", "or master", "a".repeat(33), "ö"])("is not created with the name %j", async (name) => {
    await expect(create(name, "x")).rejects.toThrow();
  });

  test("with a damaged hash accepts no password, and the error names the account but not the hash", async () => {
    await create("damaged", "secret");
    const before = await found();
    await runSql(world.database, `update accounts set password = '{"salt":"MTIzNDU2"}' where name = 'damaged'`);
    const error = await authenticate(world.service.store, { tenant, user: "damaged" }, "secret").catch((cause: unknown) => cause);
    expect(String(error)).toContain("account damaged");
    expect(inspect(error)).not.toContain("MTIzNDU2");
    expect(before).toEqual([]);
  });
});

describe("koshin check reports", () => {
  test.each([
    [
      "a replaced password",
      "forged",
      "update accounts set password = (select password from accounts where name = 'mine') where name = 'forged'",
    ],
    ["a replaced tenant", "moved", "update accounts set tenant = 'u00000015' where name = 'moved'"],
    ["a raised role", "raised", "update accounts set role = 'administrator' where name = 'raised'"],
    ["a mail address for the next invitation", "mailed", "update accounts set mail = 'me@example.jp' where name = 'mailed'"],
    ["a second factor that counts as set up", "set", "update accounts set second_factor_since = 1 where name = 'set'"],
    ["a removed account", "removed", "delete from accounts where name = 'removed'"],
    [
      "a forged account",
      "madeup",
      "insert into accounts (name, tenant, password, created_at) select 'madeup', tenant, password, 0 from accounts where name = 'mine'",
    ],
  ])("%s in the table", async (_, name, statement) => {
    await create("mine", "known");
    if (name !== "madeup") await create(name, "unknown");
    const sentence = `audit-trail: Account ${name}@u00000014 differs in the table from what the audit trail records. Find out who changed it, and restore a backup.`;
    expect(await found()).not.toContain(sentence);
    await runSql(world.database, statement);
    expect(await found()).toContain(sentence);
  });
});
