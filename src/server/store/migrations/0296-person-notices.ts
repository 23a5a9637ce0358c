import type { Kysely } from "kysely";

/** The mails to people about their accounts, and what became of the mail with an invitation's link. */
export async function personNotices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("person_notices")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("about", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("happened_at", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("next_at", "bigint", (column) => column.notNull())
    .addColumn("failure", "text")
    .execute();
  await db.schema.createIndex("person_notices_waiting").on("person_notices").columns(["state", "next_at"]).execute();
  await db.schema.alterTable("invitations").addColumn("mail", "text").execute();
}
