import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { ensureTenants } from "../../../src/server/issuance/takeover/tenants-of-others.ts";
import { changeTenant, closeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import type { Store } from "../../../src/server/store/database/schema.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { runSql } from "../../support/database.ts";
import { ImportingService } from "../../support/importing-service.ts";

let at: ImportingService;
beforeAll(async () => {
  at = await ImportingService.start();
});
afterAll(async () => await at[Symbol.asyncDispose]());

/** A store that counts the rows that it reads, in all and at most at once. */
function counting(store: Store): { readonly store: Store; readonly rows: () => number; readonly atOnce: () => number } {
  let [rows, atOnce] = [0, 0];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => {
      rows += result.rows.length;
      atOnce = Math.max(atOnce, result.rows.length);
      return Promise.resolve(result);
    },
  };
  return { store: store.withPlugin(plugin), rows: () => rows, atOnce: () => atOnce };
}

test("a batch reads no more tenants than it names, however many there are", async () => {
  const order = { product: "weborca", ...byOperator(new Date()) };
  const names = Array.from({ length: 2000 }, (_, index) => `clinic-${index}`);
  const { created } = await transact(at.world.service.store, async (transaction) => await ensureTenants(transaction, names, order));
  expect(created).toHaveLength(names.length);
  const { store, rows } = counting(at.world.service.store);
  const batch = ["clinic-7", "CLINIC-8", "ｃｌｉｎｉｃ－９", "clinic-new", "Clinic-New"];
  const { created: added, refused } = await store
    .transaction()
    .execute(async (transaction) => await ensureTenants(transaction, batch, order));
  expect(added).toEqual(["clinic-new"]);
  expect([...refused]).toEqual(["CLINIC-8", "ｃｌｉｎｉｃ－９", "Clinic-New"]);
  expect(rows()).toBeLessThan(20);
});

test("verifying the audit trail never reads more tenants than a page of it names, and finds the changed ones in any page", async () => {
  const { service } = at.world;
  const { store, atOnce } = counting(service.store);
  const found = async (): Promise<readonly unknown[]> => (await verifyTrail({ ...service, store })).findings;
  // In later pages than they were created in, and back.
  await changeTenant(service, "clinic-5", { retireAfterDays: 30 }, byOperator(new Date()));
  await changeTenant(service, "clinic-1700", { product: "kartenext" }, byOperator(new Date()));
  await changeTenant(service, "clinic-1700", { product: "weborca" }, byOperator(new Date()));
  const closedAt = new Date();
  await closeTenant(service, "clinic-6", byOperator(closedAt));
  expect(await found()).toEqual([]);
  expect(atOnce()).toBeLessThanOrEqual(1000);
  const differ = async (statement: string, names: readonly string[], back: string): Promise<void> => {
    await runSql(at.world.database, statement);
    expect(await found()).toEqual(names.map((object) => ({ kind: "discrepancy", what: "tenant-changed", object })));
    await runSql(at.world.database, back);
  };
  const set = (name: string, column: string, value: string): string =>
    `update tenants set ${column} = ${value} where name = '${name}'`;
  await differ(set("clinic-5", "retire_after_days", "31"), ["clinic-5"], set("clinic-5", "retire_after_days", "30"));
  await differ(set("clinic-1999", "same_key", "'allowed'"), ["clinic-1999"], set("clinic-1999", "same_key", "'refused'"));
  await differ(set("clinic-6", "closed_at", "null"), ["clinic-6"], set("clinic-6", "closed_at", String(closedAt.getTime())));
  await differ(set("clinic-7", "name", "'clinic-x'"), ["clinic-7", "clinic-x"], set("clinic-x", "name", "'clinic-7'"));
  const forged =
    "insert into tenants (name, comparable, product, key_kind, created_at) values ('forged', 'forged', 'weborca', 'P-256', 0)";
  await differ(forged, ["forged"], "delete from tenants where name = 'forged'");
});

test("tenants with similar names that an operator has created both have certificates", async () => {
  for (const name of ["both", "BOTH"])
    await createTenant(at.world.service, { name, product: "weborca", ...byOperator(new Date()) });
  const rows = ["both", "BOTH", "Both"].map((tenant, index) => `A${index},2036-01-01,${tenant},client1`);
  const table = await at.folderWith({ "table.csv": ["serial,notAfter,tenant,cn", ...rows].join("\n") });
  const { counts, refused } = await at.imports(table);
  expect(counts).toEqual({ files: 1, listed: 2 });
  expect(refused.map((each) => each.refused)).toEqual(["tenant-similar"]);
});

test("tenants with similar names in different batches are counted alike by a dry run and by the import", async () => {
  const tenants = [...Array.from({ length: 600 }, () => "ward"), "WARD", "ward", "ｗａｒｄ", "other"];
  const rows = tenants.map((tenant, index) => `B${String(index).padStart(5, "0")},2036-01-01,${tenant},client1`);
  const table = await at.folderWith({ "table.csv": ["serial,notAfter,tenant,cn", ...rows].join("\n") });
  const [dry, done] = [await at.imports("--dry-run", table), await at.imports(table)];
  const expected = { files: 1, listed: 602, tenantsCreated: 2 };
  expect(dry.counts).toEqual({ dryRun: true, ...expected });
  expect(done.counts).toEqual(expected);
  for (const { refused } of [dry, done]) expect(refused.map((each) => each.refused)).toEqual(["tenant-similar", "tenant-similar"]);
});
