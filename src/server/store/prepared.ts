import type { Compilable, CompiledQuery } from "kysely";
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
  const compiled = new WeakMap<object, CompiledQuery<R>>();
  return async (store, ...parameters) => {
    // A transaction has the adapter of its database.
    const { adapter } = store.getExecutor();
    const query = compiled.get(adapter) ?? compile(build(store, ...parameters), parameters);
    compiled.set(adapter, query);
    const bound: CompiledQuery<R> = { ...query, parameters };
    // A transaction in SQLite has the only connection, and need not ask for it again.
    const own = store.isTransaction && adapter instanceof NodeSqliteAdapter ? adapter.connection : undefined;
    return (await (own ?? store).executeQuery<R>(bound)).rows;
  };
}

function compile<R>(query: Compilable<R>, parameters: readonly unknown[]): CompiledQuery<R> {
  const compiled = query.compile();
  const inOrder = compiled.parameters.length === parameters.length && parameters.every((value, at) => compiled.parameters[at] === value);
  if (!inOrder) throw new TypeError(`The parameters of a prepared query are not those of its text: ${compiled.sql}`);
  return compiled;
}
