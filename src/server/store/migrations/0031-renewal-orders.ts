import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** Operators' orders to renew at once. */
export async function renewalOrders(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("renewal_orders")
    .addColumn("number", "integer", ddl.counted)
    .addColumn("tenant", "text", (column) => column.references("tenants.name"))
    .addColumn("serial", "text", (column) => column.references("certificates.serial"))
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("ordered_at", "bigint", (column) => column.notNull())
    .addColumn("ends_at", "bigint")
    .execute();
}
