import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** Requests to the authority that signs for the service, until the certificate is recorded. */
export async function signingOrders(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("signing_orders")
    .addColumn("number", "integer", ddl.counted)
    .addColumn("predecessor", "integer", (column) => column.references("certificates.number").unique())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("spki_sha256", "text", (column) => column.notNull().unique())
    .addColumn("subject", ddl.bytes, (column) => column.notNull())
    .addColumn("request", ddl.bytes, (column) => column.notNull())
    .addColumn("master_key", "text")
    .addColumn("sealed_key", ddl.bytes)
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("ordered_at", "bigint", (column) => column.notNull())
    .addColumn("asked_at", "bigint")
    .addColumn("ask_again_at", "bigint")
    .addColumn("der", ddl.bytes)
    .execute();
}
