import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** The checkpoint of the audit trail, authenticated with the master key, which is stored elsewhere. */
export async function auditCheckpoint(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("audit_checkpoint")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("number", "bigint", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("master_key", "text", (column) => column.notNull())
    .addColumn("mac", ddl.bytes, (column) => column.notNull())
    .execute();
}
