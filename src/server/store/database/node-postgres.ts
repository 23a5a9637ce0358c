import { Socket } from "node:net";
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
} from "kysely";
import pg from "pg";
import { databaseName, propertyName } from "./names.ts";
import { StoreUnavailable } from "./store-unavailable.ts";

/**
 * Begins a transaction and waits until no other one that writes is running (see `transact`). The number is Koshin's own.
 * The isolation level does not depend on the server's default: at a stricter one the transaction would see the database
 * as it was before the wait.
 */
const beginAlone = "begin isolation level read committed; select pg_advisory_xact_lock(738197504)";
/** In milliseconds. A process that hangs in a transaction must not block the others for long. */
const limits = {
  connectionTimeoutMillis: 5000,
  lock_timeout: 5000,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 10_000,
};
/** The type of moments and counts, which are numbers in the code; inexact ones are an error. */
const int8 = pg.types.builtins.INT8;

/** PostgreSQL's temporary failures, by the classes and codes in appendix A of its manual. */
const unavailable = /^(08|53|57P0)|^(25006|25P03|55P03|57014|58030)$/;
/** Serialization failure and deadlock. */
const contended = /^40(001|P01)$/;

/** Kysely's dialect for PostgreSQL over `pg`, with serialised transactions. */
export class NodePostgresDialect implements Dialect {
  readonly #url: string;

  /** @param url `postgres://…`; defaults come from the variables `PG…` and from `~/.pgpass` */
  constructor(url: string) {
    this.#url = url;
  }

  createDriver(): Driver {
    return new NodePostgresDriver(this.#url);
  }

  createQueryCompiler(): QueryCompiler {
    return new SnakeCaseCompiler();
  }

  createAdapter(): DialectAdapter {
    return new PostgresAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(db);
  }
}

class SnakeCaseCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(databaseName(identifier));
  }
}

class NodePostgresDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #sockets = new Set<Socket>();
  readonly #clients = new WeakMap<DatabaseConnection, pg.PoolClient>();
  /** Connections whose transaction could not be ended; they are never reused. */
  readonly #broken = new WeakSet<DatabaseConnection>();

  constructor(url: string) {
    const types = new pg.TypeOverrides();
    types.setTypeParser(int8, safeInteger);
    const stream = (): Socket => this.#openSocket();
    this.#pool = new pg.Pool({ connectionString: url, ...limits, keepAlive: true, types, stream });
    // The pool replaces a connection that breaks while it is idle.
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
  }

  async init(): Promise<void> {
    // Connections are opened on demand.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const client = await this.#pool.connect().catch(rethrow);
    const connection = new NodePostgresConnection(client);
    this.#clients.set(connection, client);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // The transaction has begun even if the lock is not acquired.
    this.#broken.add(connection);
    await this.#clients.get(connection)?.query(beginAlone).catch(rethrow);
    this.#broken.delete(connection);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    this.#broken.add(connection);
    await connection.executeQuery(CompiledQuery.raw("rollback"));
    this.#broken.delete(connection);
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#clients.get(connection)?.release(this.#broken.has(connection));
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
    // The pool leaves a connection open if its authentication failed, which would keep the process alive.
    for (const socket of this.#sockets) socket.destroy();
  }

  #openSocket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    return socket.once("close", () => this.#sockets.delete(socket));
  }
}

class NodePostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const query = { text: sql, values: [...parameters], rowMode: "array" } as const;
    const result = await this.#client.query<unknown[]>(query).catch(rethrow);
    const { command, rowCount } = result;
    // This is how PostgreSQL ends a transaction in which a statement failed, even if the error was caught.
    if (sql === "commit" && command === "ROLLBACK") throw new Error("The transaction was rolled back instead of committed.");
    return { rows: rowsOf<R>(result), ...(rowCount === null ? {} : { numAffectedRows: BigInt(rowCount) }) };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the interface requires it
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new TypeError("Read in pages: there is no cursor.");
  }
}

/** The rows as objects of the query's type, which neither the driver nor the compiler can check. */
function rowsOf<R>(result: pg.QueryArrayResult<unknown[]>): R[];
function rowsOf({ fields, rows }: pg.QueryArrayResult<unknown[]>): object[] {
  const names = fields.map(({ name }) => propertyName(name));
  return rows.map((values) => Object.fromEntries(names.map((name, at) => [name, values[at]])));
}

/** An error that PostgreSQL did not report is a connection error. */
function rethrow(cause: unknown): never {
  if (cause instanceof RangeError) throw cause;
  if (!(cause instanceof pg.DatabaseError)) throw new StoreUnavailable({ cause });
  const { code = "" } = cause;
  if (contended.test(code)) throw new StoreUnavailable({ cause, contended: true });
  throw unavailable.test(code) ? new StoreUnavailable({ cause }) : cause;
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError("The database contains a number that is too large to be exact.");
}
