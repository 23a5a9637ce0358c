import type { Kysely } from "kysely";

/** Which computers present a certificate, to which host, and when. */
export async function presentations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("presentations")
    .addColumn("certificate", "integer", (column) => column.notNull().references("certificates.number"))
    .addColumn("host", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("first_at", "bigint", (column) => column.notNull())
    .addColumn("last_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("presentations_each_once", ["certificate", "host", "address"])
    .execute();
  await db.schema.createIndex("presentations_last").on("presentations").column("last_at").execute();
}
