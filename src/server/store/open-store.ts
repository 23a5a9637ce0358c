import { open } from "node:fs/promises";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { sqliteDdl } from "./ddl.ts";
import { migrationsFor } from "./migrations/provider.ts";
import { NodeSqliteDialect } from "./node-sqlite.ts";
import type { Schema, Store } from "./schema.ts";

/**
 * Opens the database and brings its schema up to date. `destroy()` closes it.
 *
 * @param path the database file; it is made, readable by its owner alone, where there is none
 * @throws the migration's error where the schema cannot be brought up to date
 */
export async function openStore(path: string): Promise<Store> {
  await (await open(path, "a", 0o600)).close();
  const store = new Kysely<Schema>({ dialect: new NodeSqliteDialect(path) });
  const { error } = await new Migrator({ db: store, provider: migrationsFor(sqliteDdl) }).migrateToLatest();
  if (error === undefined) return store;
  await store.destroy();
  throw new Error("The database cannot be brought up to date.", { cause: error });
}
