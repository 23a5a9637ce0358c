import type { Kysely } from "kysely";

/** Wrong tries are counted by the address that they come from, and end nobody's code. */
export async function recoveryCodeTries(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("recovery_codes").dropColumn("wrong_tries").execute();
}
