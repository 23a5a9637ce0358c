import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, TOTP } from "otpauth";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { pageOfLogins, recordLogin } from "../../../src/server/accounts/login/login-history.ts";
import { acceptCode } from "../../../src/server/accounts/second-factor/accept-code.ts";
import { beginSecondFactor, completeSecondFactor } from "../../../src/server/accounts/second-factor/authenticator-app.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { moveDatabase } from "../../../src/server/service/move-database.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { hasTables } from "../../../src/server/store/open-store.ts";
import { findTenant } from "../../../src/server/store/tenants.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { clusterVariable, makeDatabase } from "../../support/database.ts";

/** Where nobody listens. */
const nowhere = "postgres://koshin@127.0.0.1:1/koshin";
const onPostgres = process.env[clusterVariable] !== undefined;

let data: string;
let settings: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-move-"));
  await initialise(data, { now: new Date() });
  settings = await readFile(dataFolder(data).settings, "utf8");
  await using service = await openService(data);
  await createTenant(service, { name: "u1", product: "weborca", ...byOperator() });
});
afterEach(async () => await rm(data, { recursive: true }));

/** Moves the records, and returns the code of the error, or the name of the reason, if it fails. */
async function move(to: string, interruption = new AbortController().signal): Promise<string> {
  const order = { database: to, onProgress: vi.fn(), interruption, ...byOperator() };
  return await moveDatabase(data, order).then(
    () => "moved",
    (error: unknown) => (error instanceof OperatorError ? error.code : String(error)),
  );
}

/** The service still has its records, in the same place. */
async function expectUnchanged(): Promise<void> {
  expect(await readFile(dataFolder(data).settings, "utf8")).toBe(settings);
  await using service = await openService(data);
  expect(await findTenant(service.store, "u1")).toBeDefined();
}

test("a database that somebody uses is not moved", async () => {
  const service = await openService(data);
  try {
    expect(await move(nowhere)).toBe("service-running");
  } finally {
    await service[Symbol.asyncDispose]();
  }
  await expectUnchanged();
});

test("nothing changes if PostgreSQL does not respond, or the address is wrong", async () => {
  expect(await move(nowhere)).toBe("database-unusable");
  expect(await move("mysql://db.example/koshin")).toBe("database-address-wrong");
  expect(await move("postgres://koshin:secret@db.example/koshin")).toBe("database-address-wrong");
  await expectUnchanged();
});

test("a PostgreSQL database is not moved", async () => {
  await writeFile(dataFolder(data).settings, JSON.stringify({ ...JSON.parse(settings), database: nowhere }));
  expect(await move(nowhere)).toBe("database-on-postgres");
});

test("the SQLite file of a folder whose database is lost is not moved", async () => {
  await rm(dataFolder(data).database);
  expect(await move(nowhere)).toBe("database-lost");
  expect(existsSync(dataFolder(data).database)).toBe(false);
});

test.runIf(onPostgres)("nothing changes if it is interrupted, or if there are tables already", async () => {
  const database = await makeDatabase();
  if (database === undefined) throw new Error("There is no PostgreSQL.");
  try {
    expect(await move(database.url, AbortSignal.abort("Interrupted."))).toBe("Interrupted.");
    expect(await hasTables(database.url)).toBe(false);
    await expectUnchanged();
    expect(await move(database.url)).toBe("moved");
    await writeFile(dataFolder(data).settings, settings);
    await using service = await openService(data, { database: database.url });
    expect(await findTenant(service.store, "u1")).toMatchObject({ product: "weborca" });
    expect(await move(database.url)).toBe("database-lost");
  } finally {
    await database.drop();
  }
});

test.runIf(onPostgres)("an administrator keeps the second factor, and the login history goes on", async () => {
  const database = await makeDatabase();
  if (database === undefined) throw new Error("There is no PostgreSQL.");
  try {
    const now = new Date();
    const account = { tenant: "u1", name: "suzuki" };
    const entry = { tenant: "u1", account: "suzuki", result: "opened", cn: "client1" } as const;
    const place = { host: "ctrl.localhost", address: "127.0.0.1" };
    const codes: string[] = [];
    {
      await using service = await openService(data);
      await createAccount(service.store, { ...account, password: "several words", role: "viewer", ...byOperator(now) });
      await transact(service.store, async (transaction) => {
        const { secret } = await beginSecondFactor(service.vault, transaction, account, now);
        const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() });
        codes.push(code, ...((await completeSecondFactor(service.vault, transaction, account, code, now)) ?? []));
        await recordLogin(transaction, entry, place, now);
      });
    }
    expect(await move(database.url)).toBe("moved");
    await using service = await openService(data);
    await transact(service.store, async (transaction) => {
      const accepted: unknown[] = [];
      for (const code of codes.slice(0, 2)) accepted.push(await acceptCode(service.vault, transaction, account, code, now));
      expect(accepted).toEqual([undefined, "recovery"]);
      await recordLogin(transaction, entry, place, now);
    });
    expect(await pageOfLogins(service.store, "u1", 1)).toMatchObject({ total: 2 });
  } finally {
    await database.drop();
  }
});
