import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordLogin } from "../../../src/server/accounts/login/login-history.ts";
import { openSession } from "../../../src/server/accounts/sessions/sessions.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { makeDatabase } from "../../support/database.ts";
import { runHere, type Ended } from "../../support/program.ts";

const tenant = "u00000014";
const link = /^https:\/\/ctrl\.localhost:8443\/#\/invitation\/[A-Za-z0-9_-]{43}$/;

let data: string;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-account-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), database: database?.url });
  await using service = await openService(data);
  await createTenant(service, { name: tenant, product: "weborca", ...byOperator() });
});
afterAll(async () => await cleaning.disposeAsync());

async function account(action: string, name: string, ...args: readonly string[]): Promise<Ended> {
  return await runHere("account", action, "--data", data, "--tenant", tenant, "--name", name, ...args);
}

async function told(action: string, name: string, ...args: readonly string[]): Promise<unknown> {
  return JSON.parse((await account(action, name, "--json", ...args)).stdout);
}

/** The same, for an action that makes an invitation. */
async function invited(action: string, name: string, ...args: readonly string[]): Promise<unknown> {
  const facts = await told(action, name, ...args);
  expect(v.parse(v.object({ link: v.string() }), facts).link).toMatch(link);
  return facts;
}

/** What the list says about an account. */
async function listed(name: string): Promise<unknown> {
  const { stdout } = await runHere("account", "list", "--data", data, "--tenant", tenant, "--json");
  const lines = stdout.trimEnd().split("\n");
  return lines.map((line): unknown => JSON.parse(line)).find((each) => JSON.stringify(each).includes(`"name":"${name}"`));
}

describe("koshin account", () => {
  test("adds a tenant's first administrator, and prints the link for choosing a password", async () => {
    const { code, stdout } = await account("add", "suzuki", "--person-name", "鈴木");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Account suzuki of u00000014 is added\. Its user chooses a password at https:\/\/ctrl\.localhost:8443\/#/,
    );
    expect(await listed("suzuki")).toEqual({
      ...{ name: "suzuki", role: "administrator", personName: "鈴木", mail: null },
      ...{ state: "invited", secondFactor: "missing", lastLoginAt: null },
    });
    await using service = await openService(data);
    expect(await readAudit(service.store, "suzuki@u00000014")).toMatchObject([{ actor: "operator", action: "account-created" }]);
  });

  test("makes another invitation, disables, enables and resets", async () => {
    expect(await invited("add", "sato", "--role", "viewer")).toMatchObject({ role: "viewer", mailed: false });
    expect(await invited("invite", "sato")).toMatchObject({ changed: true, mailed: false });
    expect(await told("disable", "sato")).toEqual({ tenant, name: "sato", changed: true });
    expect(await told("disable", "sato")).toEqual({ tenant, name: "sato", changed: false });
    expect(await listed("sato")).toMatchObject({ state: "disabled" });
    expect(await told("enable", "sato")).toEqual({ tenant, name: "sato", changed: true });
    expect(await invited("reset", "sato")).toMatchObject({ changed: true });
  });

  test("invites nobody who has chosen a password, and says what to do", async () => {
    await account("add", "tanaka");
    await using service = await openService(data);
    await service.store.updateTable("accounts").set({ password: "{}" }).where("name", "=", "tanaka").execute();
    const { stdout } = await account("invite", "tanaka");
    expect(stdout).toContain("has chosen a password already. Nothing was changed; koshin account reset");
  });

  test("changes role, name and address, and keeps an administrator who can log in", async () => {
    await account("add", "mori", "--person-name", "森");
    const known = { tenant, name: "mori", changed: true };
    expect(await told("set", "mori", "--mail", "mori@example.jp")).toMatchObject({ ...known, mail: "mori@example.jp" });
    expect(await told("set", "mori", "--mail", "", "--person-name", "森田")).toMatchObject({ ...known, mail: null });
    expect(await told("set", "mori", "--person-name", "森田")).toMatchObject({ changed: false, role: "administrator" });
    await using service = await openService(data);
    await service.store.updateTable("accounts").set({ password: null }).execute();
    expect(await told("set", "mori", "--role", "viewer")).toMatchObject({ error: { code: "administrator-last" } });
    const trail = await readAudit(service.store, "mori@u00000014");
    expect(trail.slice(1).map(({ actor, action }) => `${actor} ${action}`)).toEqual(Array(2).fill("operator account-changed"));
    expect((await account("set", "mori")).code).toBe(2);
  });

  test("lists where somebody is logged in and has logged in, and ends that", async () => {
    await account("add", "hara");
    await using service = await openService(data);
    const place = { host: "ctrl.localhost", address: "192.0.2.7" };
    const session = { tenant, account: "hara", cn: "client1", site: "console", step: "open" } as const;
    await transact(service.store, async (transaction) => {
      for (let count = 0; count < 3; count++) await openSession(transaction, session, new Date(), place);
      await recordLogin(transaction, { tenant, account: "hara", result: "opened", cn: "client1" }, place, new Date());
    });
    const lines = async (): Promise<unknown[]> =>
      (await account("sessions", "hara", "--json")).stdout
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
    const [first] = v.parse(v.array(v.object({ id: v.string(), cn: v.string(), address: v.string() })), await lines());
    expect(first).toMatchObject({ cn: "client1", address: "192.0.2.7" });
    expect(await told("end-sessions", "hara", "--session", first?.id ?? "")).toMatchObject({ ended: 1, changed: true });
    expect(await told("end-sessions", "hara", "--session", first?.id ?? "")).toMatchObject({ ended: 0, changed: false });
    expect(await told("end-sessions", "hara")).toMatchObject({ ended: 2 });
    expect((await account("sessions", "hara")).stderr).toBe("koshin: hara of u00000014 is not logged in.\n");
    const { stdout } = await runHere("account", "logins", "--data", data, "--tenant", tenant, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ account: "hara", result: "opened", ...place });
  });

  test.each([
    ["account-exists", ["add", "suzuki"]],
    ["account-unknown", ["disable", "nobody"]],
  ] as const)("fails with %s", async (code, [action, name]) => {
    expect(await told(action, name)).toMatchObject({ error: { code } });
  });

  test("fails for a tenant that does not exist, and for a name that no account can have", async () => {
    const { stdout } = await runHere("account", "add", "--data", data, "--tenant", "u1", "--name", "a", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "tenant-unknown" } });
    expect((await account("add", "Suzuki")).code).toBe(2);
    expect((await account("add", "ito", "--mail", "nowhere")).code).toBe(2);
  });
});
