import type { Act } from "../../store/audit/audit.ts";

/** Whoever runs a command, as the audit trail names them. */
export function byOperator(now: Date = new Date()): Act {
  return { actor: "operator", now };
}
