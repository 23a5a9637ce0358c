import { existsSync } from "node:fs";
import { sql } from "kysely";
import { isSqlite } from "./database/node-sqlite.ts";
import type { Store } from "./database/schema.ts";

/** The identity that a database was given when its tables were created; undefined if somebody has removed it. */
export async function readIdentity(store: Store): Promise<string | undefined> {
  const row = await store.selectFrom("databaseIdentity").select("identity").executeTakeFirst();
  return row?.identity;
}

/**
 * Whether an open database still exists where it was opened, and has not been emptied: SQLite continues to use a file
 * that was removed, and everything is lost when the process ends.
 *
 * @throws StoreUnavailable
 */
export async function isPresent(store: Store): Promise<boolean> {
  if ((await readIdentity(store)) === undefined) return false;
  return !isSqlite(store) || existsSync(await pathOf(store));
}

async function pathOf(store: Store): Promise<string> {
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(store);
  return rows[0]?.file ?? "";
}
