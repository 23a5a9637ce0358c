import { sql } from "kysely";
import { isSqlite } from "./database/node-sqlite.ts";
import type { Store } from "./database/schema.ts";

/**
 * Reads every page of an SQLite file, and returns the damage in SQLite's words; nothing for PostgreSQL, which has its own
 * checksums (`initdb --data-checksums`, `pg_amcheck`). Takes minutes for millions of rows.
 */
export async function findDamage(store: Store): Promise<readonly string[]> {
  if (!isSqlite(store)) return [];
  try {
    const { rows } = await sql<{ integrityCheck: string }>`pragma integrity_check(10)`.execute(store);
    return rows.map((row) => row.integrityCheck).filter((message) => message !== "ok");
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
