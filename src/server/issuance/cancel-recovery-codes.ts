import { appendAudit } from "../store/audit.ts";
import { removeRecoveryCodes, type CodeHolder, type CodeScope } from "../store/recovery-codes.ts";
import type { StoreTransaction } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { requirePerson } from "./require-person.ts";
import type { Service } from "./service.ts";

/** Who takes codes back, and when. */
interface Cancellation {
  /** As the audit trail names them. */
  readonly actor: string;
  readonly now: Date;
}

/**
 * Takes codes back, as a part of a larger transaction: what ends a person's access ends the codes that were given
 * before.
 *
 * @returns whose codes could still have been used
 */
export async function cancelRecoveryCodes(
  transaction: StoreTransaction,
  scope: CodeScope,
  { actor, now }: Cancellation,
): Promise<readonly CodeHolder[]> {
  const cancelled = await removeRecoveryCodes(transaction, scope, now.getTime());
  for (const whose of cancelled) {
    const detail = { cn: whose.cn };
    await appendAudit(transaction, { at: now, actor, action: "recovery-code-cancelled", object: whose.tenant, detail });
  }
  return cancelled;
}

/**
 * Takes the code of a person back.
 *
 * @returns whether there was one that could still have been used
 * @throws OperatorError `tenant-unknown`, `certificate-unknown` where the person never had a certificate
 */
export async function cancelRecoveryCode({ store }: Service, { tenant, cn, ...by }: CodeHolder & Cancellation): Promise<boolean> {
  const cancelled = await transact(store, async (transaction) => {
    // A misspelt name has no code either, and the right one's would go on working.
    await requirePerson(transaction, { tenant, cn });
    return await cancelRecoveryCodes(transaction, { tenant, cn }, by);
  });
  return cancelled.length > 0;
}
