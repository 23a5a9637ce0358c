import type { Kysely } from "kysely";

/** How long a renewed certificate stays valid beside its replacement. */
export async function retirement(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("tenants").addColumn("retire_after_days", "integer").execute();
}
