import { appendAudit } from "../store/audit.ts";
import { removeRecoveryCodes, type CodeHolder } from "../store/recovery-codes.ts";
import type { StoreTransaction } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import type { Service } from "./service.ts";

/** Whose codes are taken back, and by whom. */
interface Cancellation {
  /** Everybody's where it is not given. */
  readonly tenant?: string;
  /** Everybody's of the tenant where it is not given. */
  readonly cn?: string;
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
  { tenant, cn, actor, now }: Cancellation,
): Promise<readonly CodeHolder[]> {
  const cancelled = await removeRecoveryCodes(transaction, { tenant, cn }, now.getTime());
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
 */
export async function cancelRecoveryCode({ store }: Service, order: Required<Cancellation>): Promise<boolean> {
  const cancelled = await transact(store, async (transaction) => await cancelRecoveryCodes(transaction, order));
  return cancelled.length > 0;
}
