import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from "kysely";
import { openingAt } from "../../../core/renewal/daily-window.ts";
import type { RenewalOrderRow, Schema, Store, TenantRow } from "../database/schema.ts";

/** The hours of an order, by the tenant's clocks. */
interface Hours {
  readonly windowFrom: string;
  readonly windowTo: string;
}

/** Certificates that one order for several of them is the latest for. */
interface OrderedRange {
  /** Those with higher numbers than this, and not higher than that. */
  readonly after: number;
  readonly upTo: number;
  /** The order's number. */
  readonly order: number;
  /** Whether it has its certificates' holders prompted at this moment. */
  readonly open: boolean;
}

/** The orders to renew of a tenant at a moment, as far as its certificates are due by them. */
export interface OpenOrders {
  readonly ranges: readonly OrderedRange[];
  /** The hours that this moment is in, of orders for single certificates; undefined if none of these is in force. */
  readonly single: { readonly hours: readonly Hours[] } | undefined;
}

type OrderHours = Pick<RenewalOrderRow, "windowFrom" | "windowTo">;

/** Reads the orders to renew certificates of a tenant that are in force. */
export async function readOpenOrders(
  store: Store,
  { name: tenant, timeZone }: Pick<TenantRow, "name" | "timeZone">,
  now: number,
): Promise<OpenOrders> {
  const isOpen = ({ windowFrom: from, windowTo: to }: OrderHours): boolean =>
    from === null || to === null || openingAt({ from, to, timeZone }, new Date(now)).from.getTime() <= now;
  const several = await store
    .selectFrom("renewalOrders")
    .select(["number", "upTo", "startsAt", "endsAt", "windowFrom", "windowTo"])
    .where("certificate", "is", null)
    .where((is) => is.or([is("tenant", "=", tenant), is("tenant", "is", null)]))
    .orderBy("number", "desc")
    .execute();
  const ranges: OrderedRange[] = [];
  let after = 0;
  for (const { number: order, upTo, startsAt, endsAt, ...hours } of several) {
    if (upTo <= after) continue;
    const inForce = (endsAt === null || endsAt > now) && (startsAt === null || startsAt <= now);
    ranges.push({ after, upTo, order, open: inForce && isOpen(hours) });
    after = upTo;
  }
  const single = await store
    .selectFrom("renewalOrders")
    .select(["windowFrom", "windowTo"])
    .distinct()
    .where("ofTenant", "=", tenant)
    .where("certificate", "is not", null)
    .where(inForceAt(now))
    .execute();
  const hours = single.filter(isOpen).flatMap(({ windowFrom, windowTo }) => {
    return windowFrom === null || windowTo === null ? [] : [{ windowFrom, windowTo }];
  });
  const isAny = hours.length > 0 || single.some(({ windowFrom }) => windowFrom === null);
  return { ranges, single: isAny ? { hours } : undefined };
}

/** Whether the latest order that includes a certificate of the tenant has its holder prompted at this moment. */
export function isOrderedNow(
  columns: ExpressionBuilder<Schema, "certificates">,
  { ranges, single }: OpenOrders,
  { tenant, now }: { readonly tenant: string; readonly now: number },
): Expression<SqlBool> {
  // Neither looks anything up for each certificate: both are sets, which are read once.
  const general = columns
    .selectFrom("renewalOrders as later")
    .select("later.certificate")
    .where("later.ofTenant", "=", tenant)
    .where("later.certificate", "is not", null)
    .where(sql<boolean>`later.number > ${latestOf(ranges, sql.ref("later.certificate"))}`);
  const open = ranges.filter((range) => range.open);
  return columns.or([
    ...open.map(({ after, upTo }) =>
      columns.and([
        columns("certificates.number", ">", after),
        columns("certificates.number", "<=", upTo),
        sql<boolean>`certificates.number not in (${general})`,
      ]),
    ),
    ...(single === undefined
      ? []
      : [sql<boolean>`certificates.number in (${openSingles(columns, ranges, single, { tenant, now })})`]),
  ]);
}

/** The certificates whose latest order is for them alone, and open. */
function openSingles(
  columns: ExpressionBuilder<Schema, "certificates">,
  ranges: readonly OrderedRange[],
  { hours }: NonNullable<OpenOrders["single"]>,
  { tenant, now }: { readonly tenant: string; readonly now: number },
) {
  return columns
    .selectFrom("renewalOrders as latest")
    .select("latest.certificate")
    .where("latest.ofTenant", "=", tenant)
    .where("latest.certificate", "is not", null)
    .where(sql<boolean>`latest.number > ${latestOf(ranges, sql.ref("latest.certificate"))}`)
    .where(
      sql<boolean>`latest.number = (select max(own.number) from renewal_orders as own where own.certificate = latest.certificate)`,
    )
    .where((is) => is.or([is("latest.endsAt", "is", null), is("latest.endsAt", ">", now)]))
    .where((is) => is.or([is("latest.startsAt", "is", null), is("latest.startsAt", "<=", now)]))
    .where((is) =>
      is.or([
        is("latest.windowFrom", "is", null),
        ...hours.map(({ windowFrom, windowTo }) =>
          is.and([is("latest.windowFrom", "=", windowFrom), is("latest.windowTo", "=", windowTo)]),
        ),
      ]),
    );
}

/** The number of the latest order for several that includes a certificate; 0 if none does. */
function latestOf(ranges: readonly OrderedRange[], certificate: RawBuilder<unknown>): RawBuilder<number> {
  if (ranges.length === 0) return sql<number>`0`;
  const branches = ranges.map(
    ({ after, upTo, order }) => sql`when ${certificate} > ${after} and ${certificate} <= ${upTo} then ${sql.lit(order)}`,
  );
  return sql<number>`case ${sql.join(branches, sql` `)} else 0 end`;
}

function inForceAt(now: number) {
  return (is: ExpressionBuilder<Schema, "renewalOrders">): Expression<SqlBool> =>
    is.and([
      is.or([is("endsAt", "is", null), is("endsAt", ">", now)]),
      is.or([is("startsAt", "is", null), is("startsAt", "<=", now)]),
    ]);
}
