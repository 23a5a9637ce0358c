import type { Kysely } from "kysely";

/** Who edited an account last, for whoever edits it at the same time. */
export async function accountEdits(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("edited_by", "text").execute();
  await db.schema.alterTable("accounts").addColumn("edited_at", "bigint").execute();
}
