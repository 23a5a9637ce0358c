import type { Kysely } from "kysely";

/** Who announced each announcement. */
export async function announcers(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("announcements").addColumn("announced_by", "text").execute();
}
