import { rm, stat } from "node:fs/promises";
import { Kysely, sql, type Dialect, type RawBuilder } from "kysely";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE, Migrator } from "kysely/migration";
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
 * Opens the database and migrates its schema. `destroy()` closes it.
 *
 * @param database a `postgres://` URL, or the path of an SQLite file, which is created if it does not exist, readable
 * by its owner only
 * @throws OperatorError `file-unreadable`, StoreUnavailable, or an Error if a migration fails, with its error as the
 * cause
 */
export async function openStore(database: string): Promise<Store> {
  return await opened(database, async (store, ddl, tables) => {
    await bringUpToDate(store, ddl, tables);
    return store;
  });
}

/**
 * Opens a database like `openStore`, unless it has no tables; then it is left unchanged.
 *
 * @returns undefined if it has none, or does not exist
 * @throws OperatorError, StoreUnavailable, Error as `openStore`
 */
export async function openExistingStore(database: string): Promise<Store | undefined> {
  if (!isPostgres(database) && !(await hasContent(database))) return undefined;
  return await opened(database, async (store, ddl, tables) => {
    if (!tables.some(isContent)) {
      await store.destroy();
      return undefined;
    }
    await bringUpToDate(store, ddl, tables);
    return store;
  });
}

/**
 * Whether a database contains tables; it is not changed.
 *
 * @throws StoreUnavailable
 */
export async function hasTables(database: string): Promise<boolean> {
  if (!isPostgres(database) && !(await hasContent(database))) return false;
  return await opened(database, async (store, _, tables) => {
    await store.destroy();
    return tables.some(isContent);
  });
}

/** Connects to a database, which is closed if `use` fails. */
async function opened<T>(database: string, use: (store: Store, ddl: Ddl, tables: readonly string[]) => Promise<T>): Promise<T> {
  const { dialect, ddl, listTables } = await choose(database);
  const store = new Kysely<Schema>({ dialect });
  try {
    const { rows } = await listTables.execute(store);
    return await use(
      store,
      ddl,
      rows.map(({ name }) => name),
    );
  } catch (error) {
    await store.destroy();
    throw error;
  }
}

/**
 * Runs the pending migrations in one transaction. If there are none, it begins no transaction: on SQLite, it would wait
 * for writers, and fail on a full disk or with a read-only file. Kysely would describe every column four times to find
 * that out.
 *
 * @throws StoreUnavailable, or an Error if a migration fails, with its error as the cause
 */
async function bringUpToDate(store: Store, ddl: Ddl, tables: readonly string[]): Promise<void> {
  const provider = migrationsFor(ddl);
  const known = Object.keys(await provider.getMigrations());
  const executed = tables.includes(DEFAULT_MIGRATION_TABLE) ? await readExecuted(store) : new Set();
  const isCurrent = known.every((name) => executed.has(name));
  if (isCurrent && executed.size === known.length) return;
  const { error } = await new Migrator({ db: store, provider }).migrateToLatest({ disableTransactions: isCurrent });
  if (error === undefined) return;
  if (error instanceof StoreUnavailable) throw error;
  throw new Error("The database schema cannot be migrated.", { cause: error });
}

async function readExecuted(store: Store): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(store);
  return new Set(rows.map(({ name }) => name));
}

/** Whether a table is not one of Kysely's own, which remain when the first migrations are rolled back. */
function isContent(table: string): boolean {
  return table !== DEFAULT_MIGRATION_TABLE && table !== DEFAULT_MIGRATION_LOCK_TABLE;
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

/** Whether a database is given as a PostgreSQL URL. */
export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\//.test(database);
}

/** How to access a database. */
interface Choice {
  readonly dialect: Dialect;
  readonly ddl: Ddl;
  /** The names of its tables and views. */
  readonly listTables: RawBuilder<{ readonly name: string }>;
}

const tablesOnPostgres = sql<{ name: string }>`
  select relname as name from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'v', 'p', 'f') and nspname !~ '^pg_' and nspname <> 'information_schema'
      and has_schema_privilege(nspname, 'USAGE')`;

const tablesOnSqlite = sql<{ name: string }>`
  select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%'`;

async function choose(database: string): Promise<Choice> {
  if (isPostgres(database)) {
    return { dialect: new NodePostgresDialect(database), ddl: postgresDdl, listTables: tablesOnPostgres };
  }
  await ensurePrivateFile(database);
  return { dialect: new NodeSqliteDialect(database), ddl: sqliteDdl, listTables: tablesOnSqlite };
}
