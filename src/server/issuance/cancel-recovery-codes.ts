import { appendAudit, type Act } from "../store/audit/audit.ts";
import { removeRecoveryCodes, type CodeHolder, type CodeScope } from "../store/certificates/recovery-codes.ts";
import type { StoreTransaction } from "../store/database/schema.ts";

/**
 * Takes codes back, as a part of a larger transaction: what ends a person's access ends the codes that were given
 * before.
 *
 * @returns whose codes could still have been used
 */
export async function cancelRecoveryCodes(
  transaction: StoreTransaction,
  scope: CodeScope,
  { actor, now }: Act,
): Promise<readonly CodeHolder[]> {
  const cancelled = await removeRecoveryCodes(transaction, scope, now.getTime());
  for (const whose of cancelled) {
    const detail = { cn: whose.cn };
    await appendAudit(transaction, { at: now, actor, action: "recovery-code-cancelled", object: whose.tenant, detail });
  }
  return cancelled;
}
