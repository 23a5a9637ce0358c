import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { makeDatabase } from "../../support/database.ts";
import { runHere, type Ended } from "../../support/program.ts";

const tenant = "u00000014";

let data: string;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-token-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), database: database?.url });
  await using service = await openService(data);
  await createTenant(service, { name: tenant, product: "weborca", ...byOperator() });
  const account = { name: "suzuki", tenant, password: "several words", role: "operator" } as const;
  await createAccount(service.store, { ...account, ...byOperator() });
});
afterAll(async () => await cleaning.disposeAsync());

async function token(action: string, ...args: readonly string[]): Promise<Ended> {
  return await runHere("token", action, "--data", data, "--tenant", tenant, ...args);
}

const order = ["--account", "suzuki", "--name", "nightly list"];
let id: string;

test("koshin token add makes a token for an account, and prints it once", async () => {
  const { code, stdout } = await token("add", ...order, "--scope", "act", "read", "--days", "30", "--json");
  const made: unknown = JSON.parse(stdout);
  expect([code, made]).toMatchObject([0, { tenant, name: "nightly list", account: "suzuki", scopes: ["read", "act"] }]);
  expect(stdout).toMatch(/"token":"koshin_[0-9a-f]{72}"/);
  [, id = ""] = /"id":"([0-9a-f]{12})"/.exec(stdout) ?? [];
  const words = (await token("add", ...order, "--scope", "read")).stdout;
  expect(words).toMatch(/^Token [0-9a-f]{12}, valid until \S+Z, shown only here: koshin_[0-9a-f]{72}\n$/);
});

test("koshin token list prints the tokens' facts, not the tokens", async () => {
  const { stdout } = await token("list", "--json");
  expect(stdout).toContain(`"id":"${id}","name":"nightly list","account":"suzuki","scopes":"read act","state":"valid"`);
  expect(stdout).not.toContain("koshin_");
});

test("koshin token revoke ends a token", async () => {
  expect((await token("revoke", "--id", id)).stdout).toBe(`Token ${id} is revoked.\n`);
  expect((await token("revoke", "--id", id)).stdout).toBe(`Token ${id} was revoked already.\n`);
  await using service = await openService(data);
  const entries = await readAudit(service.store, `${id}@${tenant}`);
  expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
    ["token-made", byOperator().actor],
    ["token-revoked", byOperator().actor],
  ]);
});

test.each([
  ["account-unknown", 1, ["add", "--account", "nobody", "--name", "x", "--scope", "read"]],
  ["token-unknown", 1, ["revoke", "--id", "000000000000"]],
  ["wrong-usage", 2, ["revoke", "--id", "x"]],
  ["wrong-usage", 2, ["add", ...order]],
  ["wrong-usage", 2, ["add", ...order, "--scope", "everything"]],
  ["wrong-usage", 2, ["add", ...order, "--scope", "read", "--days", "367"]],
  ["wrong-usage", 2, ["add", "--account", "suzuki", "--name", " ", "--scope", "read"]],
])("answers %s with exit code %i to %j", async (code, exit, [action = "", ...args]) => {
  const ended = await token(action, ...args, "--json");
  expect([ended.code, JSON.parse(ended.stdout)]).toMatchObject([exit, { error: { code } }]);
});
