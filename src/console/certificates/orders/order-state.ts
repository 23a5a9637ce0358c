import type { JudgedOrder } from "../../../protocol/console/orders.ts";

/** Whether a row can be issued, would be a second one, or has faults. */
export function stateOf({ faults, doubts }: Pick<JudgedOrder, "faults" | "doubts">): "good" | "doubtful" | "faulty" {
  if (faults.length > 0) return "faulty";
  return doubts.length > 0 ? "doubtful" : "good";
}
