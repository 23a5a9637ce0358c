import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** The sealed secrets of certificates whose key the service generated. */
export async function keptKeys(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("tenants").addColumn("destroy_keys_after_days", "bigint").execute();
  await db.schema
    .createTable("kept_keys")
    .addColumn("serial", "text", (column) => column.primaryKey().references("certificates.serial"))
    .addColumn("token_hash", "text", (column) => column.notNull().unique())
    .addColumn("master_key", "text", (column) => column.notNull())
    .addColumn("sealed_key", ddl.bytes)
    .addColumn("sealed_access", ddl.bytes)
    .addColumn("destroyed_at", "bigint")
    .execute();
  await db.schema.createIndex("kept_keys_master_key").on("kept_keys").columns(["destroyed_at", "master_key"]).execute();
  await db.schema
    .createTable("vault")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("master_key", "text", (column) => column.notNull())
    .execute();
}
