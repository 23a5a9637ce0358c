import type { Expression, ExpressionBuilder } from "kysely";
import type { Schema } from "../database/schema.ts";

/** The number of the latest order to renew that includes a certificate. */
export function latestOrder(outer: ExpressionBuilder<Schema, "certificates">): Expression<number> {
  return outer
    .selectFrom("renewalOrders as order")
    .select((columns) => columns.fn.max<number>("order.number").as("number"))
    .whereRef("order.upTo", ">=", "certificates.number")
    .where((columns) =>
      columns.or([
        columns("order.tenant", "=", columns.ref("certificates.tenant")),
        columns("order.certificate", "=", columns.ref("certificates.number")),
        columns.and([columns("order.tenant", "is", null), columns("order.certificate", "is", null)]),
      ]),
    )
    .$asScalar();
}
