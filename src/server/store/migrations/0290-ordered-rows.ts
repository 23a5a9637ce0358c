import { sql, type Kysely } from "kysely";

/** Orders with a mail address and with the wish for one more, and an index that finds the certificates for a device. */
export async function orderedRows(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("job_rows").addColumn("mail", "text").execute();
  await db.schema
    .alterTable("job_rows")
    .addColumn("another", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  // Of the beginning only, because an entry of an index is shorter than a memo may be.
  await sql`create index certificate_notes_device on certificate_notes (tenant, substr(device, 1, 64))
    where device <> ''`.execute(db);
}
