import type { Kysely } from "kysely";

/** The rules that tenants of each product begin with, where operators have decided them. */
export async function productDefaults(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("product_defaults")
    .addColumn("product", "text", (column) => column.primaryKey())
    .addColumn("prompt_days", "integer")
    .addColumn("retire_after_days", "integer")
    .addColumn("destroy_keys_after_days", "integer")
    .addColumn("renewal_keys", "text", (column) => column.notNull())
    .addColumn("time_zone", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("edited_by", "text", (column) => column.notNull())
    .addColumn("edited_at", "bigint", (column) => column.notNull())
    .execute();
}
