import type { Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/** What the service's operators announce to tenants' administrators. */
export async function announcements(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("announcements")
    .addColumn("number", "integer", ddl.counted)
    .addColumn("tenant", "text", (column) => column.references("tenants.name"))
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("announced_at", "bigint", (column) => column.notNull())
    .execute();
}
