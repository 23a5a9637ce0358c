import type { Kysely } from "kysely";

/** Identities at identity providers, logins that a provider has not answered yet, and who has vouched for a session. */
export async function singleSignOn(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("linked_identities")
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("issuer", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("linked_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint")
    .addPrimaryKeyConstraint("linked_identities_by_tenant", ["tenant", "issuer", "subject"])
    .addForeignKeyConstraint("linked_identities_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .execute();
  await db.schema.createIndex("linked_identities_account").on("linked_identities").columns(["tenant", "account"]).execute();
  await db.schema
    .createTable("sign_ins")
    .addColumn("token_hash", "text", (column) => column.primaryKey())
    .addColumn("provider", "text", (column) => column.notNull())
    .addColumn("purpose", "text", (column) => column.notNull())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("session", "text")
    .addColumn("invitation", "text")
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sign_ins_end").on("sign_ins").column("ends_at").execute();
  await db.schema.alterTable("sessions").addColumn("provider", "text").execute();
}
