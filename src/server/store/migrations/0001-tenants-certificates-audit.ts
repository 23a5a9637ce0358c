import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** The initial tables. */
export async function tenantsCertificatesAudit(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("tenants")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("product", "text", (column) => column.notNull())
    .addColumn("key_kind", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("closed_at", "bigint")
    .execute();
  await db.schema
    .createTable("certificates")
    .addColumn("number", "integer", ddl.counted)
    .addColumn("serial", "text", (column) => column.notNull().unique())
    .addColumn("tenant", "text", (column) => column.notNull().references("tenants.name"))
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("spki_sha256", "text", (column) => column.notNull())
    .addColumn("not_before", "bigint", (column) => column.notNull())
    .addColumn("not_after", "bigint", (column) => column.notNull())
    .addColumn("der", ddl.bytes, (column) => column.notNull())
    .addColumn("predecessor", "text", (column) => column.references("certificates.serial"))
    .addColumn("replaces", "text", (column) => column.unique())
    .addColumn("issued_at", "bigint", (column) => column.notNull())
    .addColumn("fetched_at", "bigint")
    .addColumn("password_shown_at", "bigint")
    .addColumn("imported_at", "bigint")
    .addColumn("first_used_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .addColumn("revocation_reason", "text")
    .execute();
  await db.schema.createIndex("certificates_predecessor").on("certificates").column("predecessor").execute();
  await db.schema.createIndex("certificates_holder").on("certificates").columns(["tenant", "cn"]).execute();
  await db.schema
    .createTable("audit")
    .addColumn("number", "integer", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("object", "text", (column) => column.notNull())
    .addColumn("detail", "text", (column) => column.notNull())
    .addColumn("previous_hash", "text", (column) => column.notNull().unique())
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .execute();
  await db.schema.createIndex("audit_object").on("audit").column("object").execute();
  await ddl.appendOnly(db, "audit");
}
