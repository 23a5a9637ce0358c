import type { Kysely } from "kysely";

/** Where a session was opened, for its owner to recognise it. */
export async function sessionPlaces(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("sessions").addColumn("host", "text").execute();
  await db.schema.alterTable("sessions").addColumn("address", "text").execute();
}
