import type { Kysely } from "kysely";

/** The tokens with which programs have started jobs. */
export async function jobTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("jobs").addColumn("token", "text").execute();
}
