import type { Kysely } from "kysely";

/** What an account may do at the administrators' site, whose it is, and whether it is disabled. */
export async function accountRoles(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("role", "text").execute();
  await db.schema
    .alterTable("accounts")
    .addColumn("person_name", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  await db.schema.alterTable("accounts").addColumn("mail", "text").execute();
  await db.schema.alterTable("accounts").addColumn("disabled_at", "bigint").execute();
}
