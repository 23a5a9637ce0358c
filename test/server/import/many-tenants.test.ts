import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { ensureTenants } from "../../../src/server/issuance/takeover/tenants-of-others.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import type { Store } from "../../../src/server/store/database/schema.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { ImportingService } from "../../support/importing-service.ts";

let at: ImportingService;
beforeAll(async () => {
  at = await ImportingService.start();
});
afterAll(async () => await at[Symbol.asyncDispose]());

/** A store that counts the rows that it reads. */
function counting(store: Store): { readonly store: Store; readonly rows: () => number } {
  let rows = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => {
      rows += result.rows.length;
      return Promise.resolve(result);
    },
  };
  return { store: store.withPlugin(plugin), rows: () => rows };
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
