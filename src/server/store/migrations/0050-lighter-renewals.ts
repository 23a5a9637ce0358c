import { sql, type Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/**
 * Removes unnecessary writes from each renewal. The number of an audit entry already prevents duplicates, and the order
 * of hashes is checked by reading the trail; the indexes on revocations and first uses contain only certificates that
 * have been revoked or used.
 */
export async function lighterRenewals(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl.dropUnique(db, "audit", ["previous_hash", "hash"], {
    async table() {
      await db.schema
        .createTable("audit")
        .addColumn("number", "integer", (column) => column.primaryKey())
        .addColumn("at", "bigint", (column) => column.notNull())
        .addColumn("actor", "text", (column) => column.notNull())
        .addColumn("action", "text", (column) => column.notNull())
        .addColumn("object", "text", (column) => column.notNull())
        .addColumn("detail", "text", (column) => column.notNull())
        .addColumn("previous_hash", "text", (column) => column.notNull())
        .addColumn("hash", "text", (column) => column.notNull())
        .execute();
    },
    async rest() {
      await db.schema.createIndex("audit_object").on("audit").column("object").execute();
      await ddl.appendOnly(db, "audit");
    },
  });
  await db.schema.dropIndex("certificates_revocations").execute();
  await db.schema
    .createIndex("certificates_revocations")
    .unique()
    .on("certificates")
    .column("revocation_number")
    .where(sql.ref("revocation_number"), "is not", null)
    .execute();
  await db.schema.dropIndex("certificates_used_replacements").execute();
  await db.schema
    .createIndex("certificates_used_replacements")
    .on("certificates")
    .columns(["tenant", "first_used_at"])
    .where(sql.ref("replaces"), "is not", null)
    .where(sql.ref("first_used_at"), "is not", null)
    .execute();
}
