import type { Kysely } from "kysely";

/** Tokens with which tenants' programs use the API. */
export async function apiTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("api_tokens")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("token_hash", "text", (column) => column.notNull().unique())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .addForeignKeyConstraint("api_tokens_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .execute();
  await db.schema.createIndex("api_tokens_account").on("api_tokens").columns(["tenant", "account"]).execute();
  await db.schema.createIndex("api_tokens_end").on("api_tokens").column("ends_at").execute();
}
