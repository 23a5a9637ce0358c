import type { ForetoldAct } from "../../protocol/console/jobs.ts";
import { orderedIn } from "../issuance/administration/order-own-renewals.ts";
import { Refusal } from "../issuance/refusal.ts";

/** @throws Refusal `request-malformed` if there is nothing to do, or nobody would ever be prompted */
export function requireSense(act: ForetoldAct): void {
  if (act.kind === "order") orderedIn(act);
  const isIdle = act.kind === "annotate" && act.remark === undefined && act.device === undefined;
  if (isIdle) throw new Refusal("request-malformed", { by: "json" });
}
