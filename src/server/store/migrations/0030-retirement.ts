import { sql, type Kysely } from "kysely";

/** How long a renewed certificate stays valid beside its replacement, and an index to find those whose time is over. */
export async function retirement(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("tenants").addColumn("retire_after_days", "integer").execute();
  await db.schema
    .createIndex("certificates_used_replacements")
    .on("certificates")
    .columns(["tenant", "first_used_at"])
    .where(sql.ref("replaces"), "is not", null)
    .execute();
}
