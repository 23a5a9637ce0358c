import type { Kysely } from "kysely";

/** The addresses of a tenant's notices, and the notices themselves. */
export async function notices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("notice_addresses")
    .addColumn("tenant", "text", (column) => column.notNull().references("tenants.name"))
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("added_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("notice_addresses_once", ["tenant", "channel", "address"])
    .execute();
  await db.schema
    .createTable("notices")
    .addColumn("serial", "text", (column) => column.notNull().references("certificates.serial"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("next_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("notices_once", ["serial", "kind", "channel", "address"])
    .execute();
  await db.schema.createIndex("notices_waiting").on("notices").columns(["state", "next_at"]).execute();
}
