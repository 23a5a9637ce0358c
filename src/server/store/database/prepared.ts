import { sql, type Compilable, type CompiledQuery, type DatabaseConnection, type QueryResult, type RawBuilder } from "kysely";
import { NodeSqliteAdapter } from "./node-sqlite.ts";
import type { Store } from "./schema.ts";

/** Names the place of a parameter in a prepared query: `of("serial")`, as often as it is needed. */
export type Placeholders<P extends object> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>;

/**
 * A query on the path of every request, which is built and compiled once for each open database: that costs three
 * times as much as running it.
 *
 * @param build the query, in which every value is a parameter's
 * @returns what runs it, in a transaction or outside
 */
export function prepared<P extends object, R>(
  build: (store: Store, of: Placeholders<P>) => Compilable<R>,
): (store: Store, parameters: P) => Promise<R[]> {
  const run = preparedStatement(build);
  return async (store, parameters) => (await run(store, parameters)).rows;
}

/** The same with everything that the database says of it: the number of a row that it has added, where SQLite is asked for no row. */
export function preparedStatement<P extends object, R>(
  build: (store: Store, of: Placeholders<P>) => Compilable<R>,
): (store: Store, parameters: P) => Promise<QueryResult<R>> {
  const compiled = new WeakMap<object, Prepared<P, R>>();
  return async (store, parameters) => {
    // A transaction has the adapter of its database.
    const { adapter } = store.getExecutor();
    const { query, reads } = compiled.get(adapter) ?? compile(store, build);
    compiled.set(adapter, { query, reads });
    const bound: CompiledQuery<R> = { ...query, parameters: reads.map((read) => read(parameters)) };
    const own = adapter instanceof NodeSqliteAdapter ? ownConnection(store, adapter) : undefined;
    return await (own ?? store).executeQuery<R>(bound);
  };
}

/** A compiled query, and what reads its values, in the order of its text, out of the parameters. */
interface Prepared<P, R> {
  readonly query: CompiledQuery<R>;
  readonly reads: readonly ((parameters: P) => unknown)[];
}

/**
 * SQLite's only connection, where it need not be asked for: a transaction has it, and others may use it while nobody
 * does. A plugin is shown what is read outside of transactions, which Kysely alone does.
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
    if (read === undefined) throw new TypeError(`A value in a prepared query is no parameter: ${query.sql}`);
    return read;
  });
  return { query, reads };
}
