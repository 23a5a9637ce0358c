import { sql, type Kysely } from "kysely";
import { comparableText } from "../../../core/name/same-name.ts";

const pageLength = 500;

/** The names of tenants as text that is equal for similar names, with an index. */
export async function comparableTenants(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("tenants")
    .addColumn("comparable", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  for (let last = ""; ;) {
    const { rows } = await sql<{
      name: string;
    }>`select name from tenants where name > ${last} order by name limit ${pageLength}`.execute(db);
    for (const { name } of rows) {
      await sql`update tenants set comparable = ${comparableText(name)} where name = ${name}`.execute(db);
      last = name;
    }
    if (rows.length < pageLength) break;
  }
  // Not unique: operators may have created tenants with similar names.
  await db.schema.createIndex("tenants_comparable").on("tenants").column("comparable").execute();
}
