import { appendAudit } from "../store/audit.ts";
import { removeRecoveryCodes } from "../store/recovery-codes.ts";
import type { StoreTransaction } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import type { Service } from "./service.ts";

/** Whose codes are taken back, and by whom. */
interface Cancellation {
  readonly tenant: string;
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
 * @returns whether there was one that could still have been used
 */
export async function cancelRecoveryCodes(
  transaction: StoreTransaction,
  { tenant, cn, actor, now }: Cancellation,
): Promise<boolean> {
  const cancelled = await removeRecoveryCodes(transaction, { tenant, cn }, now.getTime());
  for (const whose of cancelled) {
    const detail = { cn: whose };
    await appendAudit(transaction, { at: now, actor, action: "recovery-code-cancelled", object: tenant, detail });
  }
  return cancelled.length > 0;
}

/**
 * Takes the code of a person back.
 *
 * @returns whether there was one that could still have been used
 */
export async function cancelRecoveryCode({ store }: Service, order: Required<Cancellation>): Promise<boolean> {
  return await transact(store, async (transaction) => await cancelRecoveryCodes(transaction, order));
}
