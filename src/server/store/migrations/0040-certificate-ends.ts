import type { Kysely } from "kysely";

/** Counting certificates by state, and finding those that end soon or are new, without reading the certificates. */
export async function certificateEnds(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("certificates_state").on("certificates").columns(["revoked_at", "not_after"]).execute();
  await db.schema.createIndex("certificates_issued").on("certificates").columns(["tenant", "issued_at"]).execute();
}
