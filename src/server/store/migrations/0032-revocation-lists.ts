import { sql, type Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** The issuing authority of a certificate, the order of revocations, and the revocation lists. */
export async function revocationLists(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("certificates").addColumn("issuer", "text").execute();
  await db.schema.alterTable("certificates").addColumn("revocation_number", "integer").execute();
  await sql`update certificates set revocation_number = number where revoked_at is not null`.execute(db);
  await db.schema.createIndex("certificates_revocations").unique().on("certificates").column("revocation_number").execute();
  await db.schema
    .createTable("revocation_lists")
    .addColumn("issuer", "text", (column) => column.primaryKey())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("revocations", "integer", (column) => column.notNull())
    .addColumn("this_update", "bigint", (column) => column.notNull())
    .addColumn("next_update", "bigint", (column) => column.notNull())
    .addColumn("der", ddl.bytes, (column) => column.notNull())
    .execute();
}
