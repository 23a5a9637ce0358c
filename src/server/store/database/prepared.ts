import type { Compilable, CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { NodeSqliteAdapter } from "./node-sqlite.ts";
import type { Store } from "./schema.ts";

/**
 * A query on the path of every request, which is built and compiled once for each open database: that costs three
 * times as much as running it.
 *
 * @param build the query, in which each parameter stands once, in their order, and no other value does
 * @returns what runs it, in a transaction or outside
 */
export function prepared<P extends readonly unknown[], R>(
  build: (store: Store, ...parameters: P) => Compilable<R>,
): (store: Store, ...parameters: P) => Promise<R[]> {
  const run = preparedStatement(build);
  return async (store, ...parameters) => (await run(store, ...parameters)).rows;
}

/** The same with everything that the database says of it: the number of a row that it has added, where SQLite is asked for no row. */
export function preparedStatement<P extends readonly unknown[], R>(
  build: (store: Store, ...parameters: P) => Compilable<R>,
): (store: Store, ...parameters: P) => Promise<QueryResult<R>> {
  const compiled = new WeakMap<object, CompiledQuery<R>>();
  return async (store, ...parameters) => {
    // A transaction has the adapter of its database.
    const { adapter } = store.getExecutor();
    const query = compiled.get(adapter) ?? compile(build(store, ...parameters), parameters);
    compiled.set(adapter, query);
    const bound: CompiledQuery<R> = { ...query, parameters };
    const own = adapter instanceof NodeSqliteAdapter ? ownConnection(store, adapter) : undefined;
    return await (own ?? store).executeQuery<R>(bound);
  };
}

/**
 * SQLite's only connection, where it need not be asked for: a transaction has it, and others may use it while nobody
 * does. A plugin is shown what is read outside of transactions, which Kysely alone does.
 */
function ownConnection(store: Store, { connection, idle }: NodeSqliteAdapter): DatabaseConnection | undefined {
  if (store.isTransaction) return connection;
  return store.getExecutor().plugins.length === 0 ? idle : undefined;
}

function compile<R>(query: Compilable<R>, parameters: readonly unknown[]): CompiledQuery<R> {
  const compiled = query.compile();
  const inOrder =
    compiled.parameters.length === parameters.length && parameters.every((value, at) => compiled.parameters[at] === value);
  if (!inOrder) throw new TypeError(`The parameters of a prepared query are not those of its text: ${compiled.sql}`);
  return compiled;
}
