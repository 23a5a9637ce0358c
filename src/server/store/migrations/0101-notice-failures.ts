import type { Kysely } from "kysely";

/** Why a notice was not delivered. */
export async function noticeFailures(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("notices").addColumn("failure", "text").execute();
}
