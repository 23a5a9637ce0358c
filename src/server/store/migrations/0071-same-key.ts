import type { Kysely } from "kysely";

/** Whether a tenant's certificates may be renewed with the same key. */
export async function sameKey(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("tenants")
    .addColumn("same_key", "text", (column) => column.notNull().defaultTo("refused"))
    .execute();
}
