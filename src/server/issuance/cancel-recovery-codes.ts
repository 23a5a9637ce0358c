import { appendAudit, type Act } from "../store/audit/audit.ts";
import type { StoreTransaction } from "../store/database/schema.ts";
import { removeRecoveryCodes, type CodeHolder, type CodeScope } from "../store/renewals/recovery-codes.ts";

/**
 * Cancels recovery codes, in the caller's transaction: what ends a person's access also ends their codes.
 *
 * @returns the holders of those that could still have been used
 */
export async function cancelRecoveryCodes(
  transaction: StoreTransaction,
  scope: CodeScope,
  { actor, now }: Act,
): Promise<readonly CodeHolder[]> {
  const cancelled = await removeRecoveryCodes(transaction, scope, now.getTime());
  for (const holder of cancelled) {
    const { tenant, cn } = holder;
    const entry = { at: now, actor, action: "recovery-code-cancelled", object: tenant, detail: { cn }, tenant } as const;
    await appendAudit(transaction, entry);
  }
  return cancelled;
}
