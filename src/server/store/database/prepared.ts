import { sql, type Compilable, type CompiledQuery, type DatabaseConnection, type QueryResult, type RawBuilder } from "kysely";
import { NodeSqliteAdapter } from "./node-sqlite.ts";
import type { Store } from "./schema.ts";

/** A placeholder for a parameter of a prepared query: `of("serial")`, any number of times. */
export type Placeholders<P extends object> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>;

/**
 * A frequent query, which is built and compiled once for each open database: which takes three times as long as running
 * it.
 *
 * @param build builds the query, in which every value is a placeholder
 * @returns a function that runs it, in a transaction or outside
 */
export function prepared<P extends object, R>(
  build: (store: Store, of: Placeholders<P>) => Compilable<R>,
): (store: Store, parameters: P) => Promise<R[]> {
  const run = preparedStatement(build);
  return async (store, parameters) => (await run(store, parameters)).rows;
}

/**
 * The same, but with the whole result, which on SQLite includes the number of an added row without a returning clause.
 */
export function preparedStatement<P extends object, R>(
  build: (store: Store, of: Placeholders<P>) => Compilable<R>,
): (store: Store, parameters: P) => Promise<QueryResult<R>> {
  const compiled = new WeakMap<object, Prepared<P, R>>();
  return async (store, parameters) => {
    // A transaction has the same adapter as its database.
    const { adapter } = store.getExecutor();
    const { query, reads } = compiled.get(adapter) ?? compile(store, build);
    compiled.set(adapter, { query, reads });
    const bound: CompiledQuery<R> = { ...query, parameters: reads.map((read) => read(parameters)) };
    const own = adapter instanceof NodeSqliteAdapter ? ownConnection(store, adapter) : undefined;
    return await (own ?? store).executeQuery<R>(bound);
  };
}

/** A compiled query, and functions that read its values from the parameters, in the order of its text. */
interface Prepared<P, R> {
  readonly query: CompiledQuery<R>;
  readonly reads: readonly ((parameters: P) => unknown)[];
}

/**
 * SQLite's only connection, if it need not be acquired: in a transaction, which holds it, or while it is idle. Reads
 * outside transactions go through Kysely if there are plugins, such as those in tests.
 */
function ownConnection(store: Store, { connection, idle }: NodeSqliteAdapter): DatabaseConnection | undefined {
  if (store.isTransaction) return connection;
  return store.getExecutor().plugins.length === 0 ? idle : undefined;
}

function compile<P extends object, R>(store: Store, build: (store: Store, of: Placeholders<P>) => Compilable<R>): Prepared<P, R> {
  const places = new Map<unknown, (parameters: P) => unknown>();
  const query = build(store, (name) => {
    const place = {};
    places.set(place, (parameters) => parameters[name]);
    return sql`${place}`;
  }).compile();
  const reads = query.parameters.map((place) => {
    const read = places.get(place);
    if (read === undefined) throw new TypeError(`A value in a prepared query is not a placeholder: ${query.sql}`);
    return read;
  });
  return { query, reads };
}
