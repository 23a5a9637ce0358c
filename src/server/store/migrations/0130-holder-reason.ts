import type { Kysely } from "kysely";

/**
 * The reason for an order to renew that holders are shown; null for earlier orders, whose reason was for the audit
 * trail only.
 */
export async function holderReason(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("renewal_orders").addColumn("holder_reason", "text").execute();
}
