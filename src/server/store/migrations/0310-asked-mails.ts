import type { Kysely } from "kysely";

/** Which mails somebody has had sent from a site within the last hour, for its limits. */
export async function askedMails(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("asked_mails")
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("asked_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("asked_mails_by_tenant").on("asked_mails").columns(["tenant", "asked_at"]).execute();
}
