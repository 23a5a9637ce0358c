import { sql, type Expression, type ExpressionBuilder, type Insertable, type SqlBool } from "kysely";
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

/** Valid certificates without a replacement in use, of one kind. */
export interface UnrenewedGroup {
  readonly product: string;
  /** The CN of one of them. */
  readonly cn: string;
  readonly count: number;
}

/** Which certificates without a replacement in use are counted. */
export interface UnrenewedQuery {
  readonly scope: OrderScope;
  readonly now: number;
  /** A replacement that is valid only after this moment does not count. */
  readonly validBy: number;
  /** Whether only those are counted that an order is in force for. */
  readonly ordered: boolean;
  /** Whether CNs that differ only by the number at their end are of one kind. */
  readonly numbered: boolean;
}

/** Counts the valid certificates in a scope that have no replacement in use, by their kinds. */
export async function countUnrenewed(
  store: Store,
  { scope, now, validBy, ordered, numbered }: UnrenewedQuery,
): Promise<readonly UnrenewedGroup[]> {
  const word = sql<string>`rtrim(certificates.cn, '0123456789')`;
  const kind = numbered ? sql`${word}, ${word} <> certificates.cn` : sql`certificates.cn`;
  return await store
    .selectFrom("certificates")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.number")
    .select(({ fn }) => ["tenants.product", fn.min<string>("certificates.cn").as("cn"), fn.countAll<number>().as("count")])
    .where("certificates.revokedAt", "is", null)
    .where("certificates.notAfter", ">=", now)
    .where("tenants.closedAt", "is", null)
    .where((is) => is.or([is("replacement.firstUsedAt", "is", null), is("replacement.notBefore", ">", validBy)]))
    .where((columns) => within(columns, scope))
    .$if(ordered, (query) => query.where((columns) => columns.exists(orderInForce(columns, now))))
    .groupBy("tenants.product")
    .groupBy(kind)
    .execute();
}

function orderInForce(columns: ExpressionBuilder<Schema, "certificates">, now: number): Expression<unknown> {
  return columns
    .selectFrom("renewalOrders")
    .select("renewalOrders.number")
    .where("renewalOrders.number", "=", latestOrder(columns))
    .where((is) => is.or([is("renewalOrders.endsAt", "is", null), is("renewalOrders.endsAt", ">", now)]));
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
