import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
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
