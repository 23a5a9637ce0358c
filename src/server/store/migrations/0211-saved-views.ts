import type { Kysely } from "kysely";

/** Lists of certificates that people have saved under a name. */
export async function savedViews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("saved_views")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant", "text", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("parameters", "text", (column) => column.notNull())
    .addForeignKeyConstraint("saved_views_of", ["tenant", "account"], "accounts", ["tenant", "name"], (key) =>
      key.onDelete("cascade").onUpdate("cascade"),
    )
    .addUniqueConstraint("saved_views_name", ["tenant", "account", "name"])
    .execute();
}
