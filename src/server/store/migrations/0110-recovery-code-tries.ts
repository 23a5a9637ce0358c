import type { Kysely } from "kysely";

/** Wrong attempts are counted by client address, and no longer invalidate a code. */
export async function recoveryCodeTries(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("recovery_codes").dropColumn("wrong_tries").execute();
}
