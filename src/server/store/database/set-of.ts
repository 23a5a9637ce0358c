import { sql, type RawBuilder } from "kysely";
import { isSqlite } from "./node-sqlite.ts";
import type { Store } from "./schema.ts";

/** A set of any number of strings as one parameter, for `in`; a list of parameters has a limit. */
export function setOf(store: Store, values: readonly string[]): RawBuilder<string> {
  const json = JSON.stringify(values);
  return isSqlite(store)
    ? sql<string>`(select value from json_each(${json}))`
    : sql<string>`(select jsonb_array_elements_text(cast(${json} as jsonb)))`;
}
