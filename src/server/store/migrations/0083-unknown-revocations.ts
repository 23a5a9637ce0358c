import type { Kysely } from "kysely";

/** Published revocations of certificates that a restored database does not know. */
export async function unknownRevocations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("unknown_revocations")
    .addColumn("serial", "text", (column) => column.primaryKey())
    .addColumn("issuer", "text", (column) => column.notNull())
    .addColumn("revoked_at", "bigint", (column) => column.notNull())
    .addColumn("revocation_reason", "text", (column) => column.notNull())
    .execute();
}
