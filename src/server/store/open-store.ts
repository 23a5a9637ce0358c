import { rm, stat } from "node:fs/promises";
import { Kysely, type Dialect } from "kysely";
import { Migrator } from "kysely/migration";
import { OperatorError } from "../system/operator-error.ts";
import { ensurePrivateFile } from "../system/private-file.ts";
import { postgresDdl, sqliteDdl, type Ddl } from "./database/ddl.ts";
import { NodePostgresDialect } from "./database/node-postgres.ts";
import { NodeSqliteDialect } from "./database/node-sqlite.ts";
import { dropObjectsSince, listObjects } from "./database/postgres-objects.ts";
import type { Schema, Store } from "./database/schema.ts";
import { StoreUnavailable } from "./database/store-unavailable.ts";
import { migrationsFor } from "./migrations/provider.ts";

/**
 * Opens the database and brings its schema up to date. `destroy()` closes it.
 *
 * @param database a `postgres://` URL, or the path of an SQLite file, which is created if it does not exist, readable by
 * its owner only
 * @throws OperatorError `file-unreadable`, StoreUnavailable, or an Error if a migration fails, with its error as the cause
 */
export async function openStore(database: string): Promise<Store> {
  const { dialect, ddl } = await choose(database);
  const store = new Kysely<Schema>({ dialect });
  try {
    await bringUpToDate(new Migrator({ db: store, provider: migrationsFor(ddl) }));
    return store;
  } catch (error) {
    await store.destroy();
    throw error;
  }
}

/**
 * Runs the pending migrations in one transaction. If there are none it begins none: SQLite's would wait for writers, and
 * fail on a full disk or with a read-only file.
 *
 * @throws StoreUnavailable, or an Error if a migration fails, with its error as the cause
 */
async function bringUpToDate(migrator: Migrator): Promise<void> {
  const migrations = await migrator.getMigrations();
  const isCurrent = migrations.every(({ executedAt }) => executedAt !== undefined);
  const { error } = await migrator.migrateToLatest({ disableTransactions: isCurrent });
  if (error === undefined) return;
  if (error instanceof StoreUnavailable) throw error;
  throw new Error("The database cannot be brought up to date.", { cause: error });
}

/**
 * Whether a database contains tables; it is not changed.
 *
 * @throws StoreUnavailable
 */
export async function hasTables(database: string): Promise<boolean> {
  if (!isPostgres(database) && !(await hasContent(database))) return false;
  const { dialect } = await choose(database);
  const db = new Kysely<unknown>({ dialect });
  try {
    return (await db.introspection.getTables()).length > 0;
  } finally {
    await db.destroy();
  }
}

async function hasContent(path: string): Promise<boolean> {
  return await stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
}

/**
 * Records the content of a database.
 *
 * @returns a function that removes what was added since, an SQLite file as a whole; it throws OperatorError
 * `database-unusable` if it fails
 * @throws the driver's error
 */
export async function rememberContent(database: string): Promise<() => Promise<void>> {
  if (!isPostgres(database)) {
    return async () => {
      for (const path of [database, `${database}-wal`, `${database}-shm`]) await rm(path, { force: true });
    };
  }
  const before = await listObjects(database);
  return async () => {
    await dropObjectsSince(database, before).catch((cause: unknown) => {
      const sentence = "The objects created in the database could not be dropped. Drop the database, and create an empty one.";
      throw new OperatorError("database-unusable", sentence, { cause });
    });
  };
}

/** Whether a database is given as the URL of a PostgreSQL server. */
export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\//.test(database);
}

async function choose(database: string): Promise<{ readonly dialect: Dialect; readonly ddl: Ddl }> {
  if (isPostgres(database)) return { dialect: new NodePostgresDialect(database), ddl: postgresDdl };
  await ensurePrivateFile(database);
  return { dialect: new NodeSqliteDialect(database), ddl: sqliteDdl };
}
