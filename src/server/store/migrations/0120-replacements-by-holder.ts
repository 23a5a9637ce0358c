import type { Kysely } from "kysely";

/** The replacements of a certificate have its holder, by whom they are found: one index less to write for each renewal. */
export async function replacementsByHolder(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("certificates_predecessor").execute();
}
