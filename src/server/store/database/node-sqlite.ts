import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  type QueryCompiler,
  type SqliteDatabase,
  type SqliteStatement,
} from "kysely";
import { databaseName, propertyName } from "./names.ts";
import type { Store } from "./schema.ts";
import { StoreUnavailable } from "./store-unavailable.ts";

/** Result codes of SQLite. */
const contended: readonly (number | undefined)[] = [5 /* busy */, 6 /* locked */];
const unavailable: readonly (number | undefined)[] = [8 /* readonly */, 10 /* ioerr */, 13 /* full */, 14 /* cantopen */];

/** The size of the page cache, in kilobytes: renewals write to random pages of the indexes. */
const cacheSize = 65_536;

/** How long a statement waits for another process, in milliseconds; it blocks this process meanwhile. */
const busyTimeout = 250;

/**
 * Kysely's SQLite dialect over Node's own SQLite. Each transaction takes the write lock when it begins: if it took it
 * with its first write, it would fail whenever another process had written since its first read.
 */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #path: string;
  readonly #adapter = new NodeSqliteAdapter();

  /** @param path the database file */
  constructor(path: string) {
    super({ database: () => Promise.reject(new TypeError("The driver opens the database itself.")) });
    this.#path = path;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(openDatabase(this.#path), this.#adapter);
  }

  override createAdapter(): DialectAdapter {
    return this.#adapter;
  }

  override createQueryCompiler(): QueryCompiler {
    return new SnakeCaseCompiler();
  }
}

class SnakeCaseCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(databaseName(identifier));
  }
}

/** Kysely's adapter, with the only connection. */
export class NodeSqliteAdapter extends SqliteAdapter {
  /** For a transaction, which already holds it. Undefined until first used. */
  connection: DatabaseConnection | undefined;
  /** The same connection while it is idle: a single query ends before anything else can acquire it. */
  idle: DatabaseConnection | undefined;

  /** Kysely says no, but SQLite rolls back changes of the schema like all others. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Whether a store is an SQLite file, which this process accesses over one connection. */
export function isSqlite(store: Store): boolean {
  return store.getExecutor().adapter instanceof NodeSqliteAdapter;
}

class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #adapter: NodeSqliteAdapter;

  constructor(database: DatabaseSync, adapter: NodeSqliteAdapter) {
    super({ database: adaptDatabase(database) });
    this.#database = database;
    this.#adapter = adapter;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#adapter.idle = undefined;
    const connection = await super.acquireConnection();
    this.#adapter.connection = connection;
    return connection;
  }

  override async releaseConnection(): Promise<void> {
    this.#adapter.idle = this.#adapter.connection;
    await super.releaseConnection();
  }

  override async destroy(): Promise<void> {
    this.#adapter.idle = undefined;
    await super.destroy();
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // SQLite has already done so after some failures, such as a full disk.
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw("rollback"));
  }
}

function openDatabase(path: string): DatabaseSync {
  return translated(() => {
    const database = new DatabaseSync(path, { timeout: busyTimeout, enableForeignKeyConstraints: true });
    // Deleted content is overwritten, so that a destroyed key does not remain in free pages of the file.
    database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;");
    database.exec(`pragma cache_size = -${cacheSize};`);
    return database;
  });
}

function adaptDatabase(database: DatabaseSync): SqliteDatabase {
  // There is a small, fixed set of queries, so each statement is compiled once.
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const statement = translated(() => adaptStatement(database.prepare(sql)));
      statements.set(sql, statement);
      return statement;
    },
    close: () => database.close(),
  };
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  let shape = shapeOf(statement);
  const reader = shape.names.length > 0;
  if (reader) statement.setReturnArrays(true);
  const rowOf = (values: Readonly<Record<string, SQLOutputValue>>): Row => {
    // Another process may have added columns; SQLite has then recompiled the statement.
    if (values["length"] !== shape.names.length) shape = shapeOf(statement);
    const row = { ...shape.empty };
    shape.names.forEach((name, at) => (row[name] = values[at] ?? null));
    return row;
  };
  return {
    reader,
    all: (parameters) => translated(() => statement.all(...parameters.map(sqlValue)).map(rowOf)),
    run: (parameters) => translated(() => statement.run(...parameters.map(sqlValue))),
    iterate: () => {
      throw new TypeError("Read in pages: an open statement would return what is written meanwhile.");
    },
  };
}

type Row = Record<string, SQLOutputValue>;

/**
 * The object that every row of a statement is a copy of. The objects that Node creates are dictionaries: filling, reading
 * and copying one takes as long as the query.
 */
function shapeOf(statement: StatementSync): { readonly names: readonly string[]; readonly empty: Readonly<Row> } {
  const names = statement.columns().map(({ name }) => propertyName(name));
  return { names, empty: Object.fromEntries(names.map((name) => [name, null])) };
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const result = resultOf(cause);
    if (contended.includes(result)) throw new StoreUnavailable({ cause, contended: true });
    throw unavailable.includes(result) ? new StoreUnavailable({ cause }) : cause;
  }
}

/** The primary result code: the lowest eight bits of the extended one. */
function resultOf(error: unknown): number | undefined {
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return undefined;
  return error.errcode & 0xff;
}

function sqlValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite cannot store a value of type ${typeof value}.`);
}
