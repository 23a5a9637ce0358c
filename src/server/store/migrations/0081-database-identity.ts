import { randomUUID } from "node:crypto";
import { sql, type Kysely } from "kysely";

/** The identity of the database, by which data folders recognise theirs. */
export async function databaseIdentity(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("database_identity")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("identity", "text", (column) => column.notNull())
    .execute();
  await sql`insert into database_identity (id, identity) values (1, ${randomUUID()})`.execute(db);
}
