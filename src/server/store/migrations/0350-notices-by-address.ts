import type { Kysely } from "kysely";

/** What an address waits for, however much waits for others. */
export async function noticesByAddress(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("notices_by_address").on("notices").columns(["address", "state", "next_at"]).execute();
}
