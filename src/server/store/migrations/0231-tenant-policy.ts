import type { Kysely } from "kysely";

/** The rules that a tenant's administrators set, and who changed them last; and when an address was tried out. */
export async function tenantPolicy(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("tenants").addColumn("prompt_days", "integer").execute();
  await db.schema
    .alterTable("tenants")
    .addColumn("renewal_keys", "text", (column) => column.notNull().defaultTo("anywhere"))
    .execute();
  await db.schema
    .alterTable("tenants")
    .addColumn("rules_version", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("tenants").addColumn("rules_edited_by", "text").execute();
  await db.schema.alterTable("tenants").addColumn("rules_edited_at", "bigint").execute();
  await db.schema.alterTable("notice_addresses").addColumn("tried_at", "bigint").execute();
}
