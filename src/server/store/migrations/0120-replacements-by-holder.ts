import type { Kysely } from "kysely";

/**
 * The replacements of a certificate have the same holder, by whom they are found: each renewal updates one index less.
 */
export async function replacementsByHolder(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("certificates_predecessor").execute();
}
