import type { Kysely } from "kysely";

/** One-time codes with which a person renews without a valid certificate. */
export async function recoveryCodes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("recovery_codes")
    .addColumn("tenant", "text", (column) => column.notNull().references("tenants.name"))
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("salt", "text", (column) => column.notNull())
    .addColumn("code_hash", "text", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("wrong_tries", "integer", (column) => column.notNull())
    .addColumn("serial", "text", (column) => column.references("certificates.serial"))
    .addPrimaryKeyConstraint("recovery_codes_holder", ["tenant", "cn"])
    .execute();
}
