import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** Passkeys as second factors, and the challenge that a session has been given for one. */
export async function passkeys(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("passkeys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("user_handle", "text", (column) => column.notNull())
    .addColumn("public_key", ddl.bytes, (column) => column.notNull())
    .addColumn("counter", "bigint", (column) => column.notNull())
    .addColumn("transports", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("added_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint")
    .addForeignKeyConstraint("passkeys_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .execute();
  await db.schema.createIndex("passkeys_account").on("passkeys").columns(["tenant", "account"]).execute();
  await db.schema.alterTable("sessions").addColumn("challenge", "text").execute();
  await db.schema.alterTable("sessions").addColumn("challenge_until", "bigint").execute();
}
