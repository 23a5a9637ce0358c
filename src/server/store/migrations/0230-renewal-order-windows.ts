import type { Kysely } from "kysely";

/**
 * From when, in which hours and by whose order certificates are renewed; and indexes, because administrators order renewals of
 * single certificates, too.
 */
export async function renewalOrderWindows(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("renewal_orders").addColumn("starts_at", "bigint").execute();
  await db.schema.alterTable("renewal_orders").addColumn("window_from", "text").execute();
  await db.schema.alterTable("renewal_orders").addColumn("window_to", "text").execute();
  await db.schema.alterTable("renewal_orders").addColumn("ordered_by", "text").execute();
  await db.schema
    .alterTable("tenants")
    .addColumn("time_zone", "text", (column) => column.notNull().defaultTo("Asia/Tokyo"))
    .execute();
  await db.schema.createIndex("renewal_orders_certificate").on("renewal_orders").columns(["certificate", "number"]).execute();
  await db.schema.createIndex("renewal_orders_tenant").on("renewal_orders").columns(["tenant", "certificate", "number"]).execute();
}
