import type { Expression, ExpressionBuilder, Insertable, SqlBool } from "kysely";
import type { CertificateRow, RenewalOrderRow, Schema, Store, StoreTransaction } from "../database/schema.ts";

/** Which certificates an order is for: those of a tenant, one by its number, or all. */
export type OrderScope = { readonly tenant: string } | { readonly certificate: number } | "all";

/** Adds an order for the existing certificates. */
export async function insertRenewalOrder(
  transaction: StoreTransaction,
  order: Omit<Insertable<Schema["renewalOrders"]>, "upTo">,
): Promise<void> {
  const { newest } = await transaction
    .selectFrom("certificates")
    .select((columns) => columns.fn.max<number | null>("number").as("newest"))
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto("renewalOrders")
    .values({ ...order, upTo: newest ?? 0 })
    .execute();
}

/** The number of valid certificates in a scope that have no replacement in use. */
export async function countUnrenewed(store: Store, scope: OrderScope, now: number): Promise<number> {
  const { count } = await store
    .selectFrom("certificates")
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.number")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .where("certificates.revokedAt", "is", null)
    .where("certificates.notAfter", ">=", now)
    .where("replacement.firstUsedAt", "is", null)
    .where((columns) => within(columns, scope))
    .executeTakeFirstOrThrow();
  return count;
}

/** The latest order that includes a certificate, whether or not it has ended. */
export async function findLatestOrder(store: Store, { number, tenant }: CertificateRow): Promise<RenewalOrderRow | undefined> {
  return await store
    .selectFrom("renewalOrders")
    .selectAll()
    .where("upTo", ">=", number)
    .where((columns) =>
      columns.or([
        columns("tenant", "=", tenant),
        columns("certificate", "=", number),
        columns.and([columns("tenant", "is", null), columns("certificate", "is", null)]),
      ]),
    )
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
}

function within(columns: ExpressionBuilder<Schema, "certificates">, scope: OrderScope): Expression<SqlBool> {
  if (scope === "all") return columns.lit(true);
  if ("tenant" in scope) return columns("certificates.tenant", "=", scope.tenant);
  return columns("certificates.number", "=", scope.certificate);
}
