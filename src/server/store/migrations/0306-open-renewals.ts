import { sql, type Kysely } from "kysely";

/**
 * Whose certificates each renewal order is for, so that those of one organisation are found among all; and an index of the
 * replacements that nobody uses yet, which are few among all certificates.
 */
export async function openRenewals(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("renewal_orders").addColumn("of_tenant", "text").execute();
  await sql`update renewal_orders set of_tenant = coalesce(tenant,
    (select certificates.tenant from certificates where certificates.number = renewal_orders.certificate))`.execute(db);
  await db.schema
    .createIndex("renewal_orders_of_tenant")
    .on("renewal_orders")
    .columns(["of_tenant", "certificate", "number"])
    .execute();
  await db.schema
    .createIndex("certificates_open_replacements")
    .on("certificates")
    .columns(["tenant", "not_after"])
    .where(sql.ref("predecessor"), "is not", null)
    .where(sql.ref("first_used_at"), "is", null)
    .where(sql.ref("revoked_at"), "is", null)
    .execute();
}
