import { sql, type Kysely } from "kysely";

/** The tenant of what is noted about certificates, so that searches read a tenant's notes alone. */
export async function notesByTenant(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("certificate_notes")
    .addColumn("tenant", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  await sql`update certificate_notes set tenant = (select tenant from certificates where number = certificate)`.execute(db);
  await db.schema.createIndex("certificate_notes_tenant").on("certificate_notes").columns(["tenant", "certificate"]).execute();
}
