import type { Expression, ExpressionBuilder, Insertable, SqlBool } from "kysely";
import type { HeldCertificate } from "../certificates/certificates.ts";
import { latestOrder } from "../certificates/latest-order.ts";
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

/**
 * The number of valid certificates of a tenant that have no replacement in use and whose renewal was ordered by others than its
 * administrators, by an order that has not ended.
 */
export async function countOrderedByOthers(store: Store, tenant: string, now: number): Promise<number> {
  const { count } = await store
    .selectFrom("certificates")
    .innerJoin("renewalOrders", (join) => join.on((columns) => columns("renewalOrders.number", "=", latestOrder(columns))))
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.number")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .where("certificates.tenant", "=", tenant)
    .where("certificates.revokedAt", "is", null)
    .where("certificates.notAfter", ">=", now)
    .where("replacement.firstUsedAt", "is", null)
    .where((is) => is.or([is("renewalOrders.endsAt", "is", null), is("renewalOrders.endsAt", ">", now)]))
    .where((is) => is.or([is("renewalOrders.orderedBy", "is", null), is("renewalOrders.orderedBy", "not like", "account:%")]))
    .executeTakeFirstOrThrow();
  return count;
}

/** An order with the clocks of the tenant that it is for. */
export type OrderOfTenant = Pick<
  HeldCertificate,
  "orderedAt" | "orderEndsAt" | "orderReason" | "orderStartsAt" | "orderWindowFrom" | "orderWindowTo" | "orderedBy" | "timeZone"
>;

/** The latest order for all certificates of a tenant, whether or not it has ended. */
export async function findTenantOrder(store: Store, tenant: string): Promise<OrderOfTenant | undefined> {
  return await store
    .selectFrom("renewalOrders")
    .innerJoin("tenants", (join) => join.on("tenants.name", "=", tenant))
    .select(["renewalOrders.orderedAt", "renewalOrders.endsAt as orderEndsAt", "renewalOrders.holderReason as orderReason"])
    .select(["renewalOrders.startsAt as orderStartsAt", "renewalOrders.windowFrom as orderWindowFrom"])
    .select(["renewalOrders.windowTo as orderWindowTo", "renewalOrders.orderedBy", "tenants.timeZone"])
    .where("renewalOrders.certificate", "is", null)
    .where((is) => is.or([is("renewalOrders.tenant", "=", tenant), is("renewalOrders.tenant", "is", null)]))
    .orderBy("renewalOrders.number", "desc")
    .limit(1)
    .executeTakeFirst();
}

function within(columns: ExpressionBuilder<Schema, "certificates">, scope: OrderScope): Expression<SqlBool> {
  if (scope === "all") return columns.lit(true);
  if ("tenant" in scope) return columns("certificates.tenant", "=", scope.tenant);
  return columns("certificates.number", "=", scope.certificate);
}
