import type { Kysely } from "kysely";

/** How a test message to a notice address failed. */
export async function triedFailure(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("notice_addresses").addColumn("tried_failure", "text").execute();
}
