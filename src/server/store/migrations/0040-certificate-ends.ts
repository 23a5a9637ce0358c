import type { Kysely } from "kysely";

/**
 * Indexes to count certificates by state, and to find those that expire soon or are new, without reading the
 * certificates.
 */
export async function certificateEnds(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("certificates_state").on("certificates").columns(["revoked_at", "not_after"]).execute();
  await db.schema.createIndex("certificates_issued").on("certificates").columns(["tenant", "issued_at"]).execute();
}
