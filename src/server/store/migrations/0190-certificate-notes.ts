import { sql, type Kysely } from "kysely";

/**
 * Remarks and device memos of certificates, and indexes to search a tenant's certificates without reading these, most of
 * which is their octets.
 */
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
    .columns(["tenant", "not_after", "number", "revoked_at", "cn", "issued_at", "predecessor", "first_used_at", "serial"])
    .execute();
  await db.schema.dropIndex("certificates_used_replacements").execute();
  await db.schema
    .createIndex("certificates_used_replacements")
    .on("certificates")
    .columns(["tenant", "first_used_at", "replaces"])
    .where(sql.ref("replaces"), "is not", null)
    .where(sql.ref("first_used_at"), "is not", null)
    .execute();
}
