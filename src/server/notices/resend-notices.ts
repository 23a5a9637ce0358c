import type { Service } from "../issuance/service.ts";
import { requireTenant } from "../issuance/tenants.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import { requeueNotices } from "../store/notices/notices.ts";
import { requeuePersonNotices } from "../store/notices/person-notices.ts";
import { transact } from "../store/transact.ts";

/** The notices to send again. */
export interface Resending {
  /** Undefined for all tenants. */
  readonly tenant: string | undefined;
  /** Whether to include those that may have arrived. */
  readonly unknown: boolean;
}

/**
 * Queues undelivered notices, and mails to people about their accounts, for the next round of a service; those that are out of
 * date by then are skipped.
 *
 * @returns the number of notices
 * @throws OperatorError `tenant-unknown`
 */
export async function resendNotices({ store }: Service, { tenant, unknown }: Resending, { actor, now }: Act): Promise<number> {
  return await transact(store, async (transaction) => {
    if (tenant !== undefined) await requireTenant(transaction, tenant);
    const states = ["refused", "failing", ...(unknown ? (["unknown"] as const) : [])] as const;
    const which = { tenant, states };
    const at = now.getTime();
    const count = (await requeueNotices(transaction, which, at)) + (await requeuePersonNotices(transaction, which, at));
    const detail = { count, unknown: unknown ? 1 : 0 };
    const entry = { at: now, actor, action: "notices-resent", object: tenant ?? "all", detail, tenant: tenant ?? null } as const;
    if (count > 0) await appendAudit(transaction, entry);
    return count;
  });
}
