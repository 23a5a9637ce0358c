import type { Orders } from "../../protocol/console/orders.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { judgeOrders } from "../issuance/orders/judge-orders.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { Service } from "../issuance/service.ts";
import type { JobRecord } from "../store/database/schema.ts";
import { startJob } from "./start-job.ts";

/**
 * Starts a job that issues what was ordered. Each order is judged in the transaction that starts it, and again when its turn comes.
 *
 * @throws Refusal `orders-not-accepted`, `request-malformed` if two are for the same line, and as `startJob`
 */
export async function startOrders(
  service: Service,
  { orders }: Orders,
  { by, now }: { readonly by: Administrator; readonly now: Date },
): Promise<JobRecord> {
  if (new Set(orders.map(({ line }) => line)).size < orders.length) throw new Refusal("request-malformed", { by: "json" });
  const inOrder = orders.toSorted((one, other) => one.line - other.line);
  return await startJob(service.store, {
    ...{ act: { kind: "issue" }, by, now },
    async rowsIn(transaction) {
      const written = inOrder.map((order) => ({ ...order, mail: order.mail ?? "", kind: "" }));
      const judged = await judgeOrders({ ...service, store: transaction }, { tenant: by.tenant, orders: written, now });
      const accepted = judged.every(
        ({ faults, doubts }, at) => faults.length === 0 && (doubts.length === 0 || inOrder[at]?.another === true),
      );
      if (!accepted) throw new Refusal("orders-not-accepted");
      return written.map(({ line, cn, remark, device, mail, another }) => ({
        ...{ number: line, certificate: null, cn, remark, device, mail: mail === "" ? null : mail },
        another: another ? 1 : 0,
      }));
    },
  });
}
