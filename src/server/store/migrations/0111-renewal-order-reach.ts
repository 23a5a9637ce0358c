import { sql, type Kysely } from "kysely";

/** The certificates that a renewal order includes, by their numbers instead of their times. */
export async function renewalOrderReach(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("renewal_orders")
    .addColumn("up_to", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update renewal_orders set up_to = coalesce(
    (select max(certificates.number) from certificates where certificates.issued_at < renewal_orders.ordered_at), 0)`.execute(db);
}
