import { sql, type Kysely } from "kysely";

/** An authority has imported lists of several distribution points. Those that were recorded before are of no single one. */
export async function listPoints(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("next_imported_lists")
    .addColumn("issuer", "text", (column) => column.notNull())
    .addColumn("point", "text", (column) => column.notNull())
    .addColumn("number", "text")
    .addColumn("this_update", "bigint", (column) => column.notNull())
    .addColumn("next_update", "bigint")
    .addColumn("sha256", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("imported_lists_by_point", ["issuer", "point"])
    .execute();
  await sql`insert into next_imported_lists (issuer, point, number, this_update, next_update, sha256)
    select issuer, '', number, this_update, next_update, sha256 from imported_lists`.execute(db);
  await db.schema.dropTable("imported_lists").execute();
  await db.schema.alterTable("next_imported_lists").renameTo("imported_lists").execute();
}
