import type { Kysely } from "kysely";

/**
 * Results of imports besides certificates: facts of certificates without their octets, and the latest imported
 * revocation lists.
 */
export async function imports(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("unbound_certificates")
    .addColumn("certificate", "integer", (column) => column.primaryKey().references("certificates.number"))
    .addColumn("subject", "text")
    .addColumn("named_tenant", "text")
    .execute();
  await db.schema
    .createTable("imported_lists")
    .addColumn("issuer", "text", (column) => column.primaryKey())
    .addColumn("number", "text")
    .addColumn("this_update", "bigint", (column) => column.notNull())
    .addColumn("next_update", "bigint")
    .addColumn("sha256", "text", (column) => column.notNull())
    .execute();
}
