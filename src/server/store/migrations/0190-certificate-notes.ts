import { sql, type Kysely } from "kysely";

/** Remarks and device memos of certificates, and an index to list a tenant's certificates that are not revoked by their expiry. */
export async function certificateNotes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("certificate_notes")
    .addColumn("certificate", "integer", (column) => column.primaryKey().references("certificates.number"))
    .addColumn("remark", "text", (column) => column.notNull())
    .addColumn("device", "text", (column) => column.notNull())
    .addColumn("searched", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("edited_by", "text", (column) => column.notNull())
    .addColumn("edited_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("certificates_tenant_order")
    .on("certificates")
    .columns(["tenant", "not_after", "number"])
    .where(sql.ref("revoked_at"), "is", null)
    .execute();
}
