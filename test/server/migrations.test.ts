import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, test } from "vitest";
import { appendAudit, verifyAudit } from "../../src/server/store/audit.ts";
import { postgresDdl, sqliteDdl } from "../../src/server/store/ddl.ts";
import { migrationsFor } from "../../src/server/store/migrations/provider.ts";
import { NodePostgresDialect } from "../../src/server/store/node-postgres.ts";
import { NodeSqliteDialect } from "../../src/server/store/node-sqlite.ts";
import { openStore } from "../../src/server/store/open-store.ts";
import type { Schema, Store } from "../../src/server/store/schema.ts";
import { transact } from "../../src/server/store/transact.ts";
import { makeDatabase, runSql } from "../support/database.ts";

/** Writes so many entries into the audit trail, each in a transaction of its own. */
async function append(store: Store, count: number): Promise<void> {
  const entry = { at: new Date(0), actor: "operator", action: "tenant-changed", object: "u00000014", detail: {} } as const;
  for (let written = 0; written < count; written++) await transact(store, async (transaction) => await appendAudit(transaction, entry));
}

test("a database from before the audit trail's indexes were left out keeps its trail, which nobody can change", async () => {
  await using cleaning = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "koshin-migrations-"));
  cleaning.defer(async () => await rm(folder, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  const address = database?.url ?? join(folder, "koshin.sqlite");
  const [dialect, ddl] = database ? [new NodePostgresDialect(address), postgresDdl] : [new NodeSqliteDialect(address), sqliteDdl];

  const before = new Kysely<Schema>({ dialect });
  const { error } = await new Migrator({ db: before, provider: migrationsFor(ddl) }).migrateTo("0041-notices");
  expect(error).toBeUndefined();
  await append(before, 1200);
  await before.destroy();

  const store = await openStore(address);
  cleaning.defer(async () => await store.destroy());
  expect(await verifyAudit(store)).toEqual({ whole: 1200 });
  await append(store, 1);
  expect(await verifyAudit(store)).toEqual({ whole: 1201 });
  for (const change of ["update audit set actor = 'nobody' where number = 2", "delete from audit where number = 1201"]) {
    await expect(runSql(address, change)).rejects.toThrow("append-only");
  }
});
