import type { Kysely } from "kysely";

/** What holders are told of an order to renew; null for earlier orders, whose reason was for the audit trail alone. */
export async function holderReason(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("renewal_orders").addColumn("holder_reason", "text").execute();
}
