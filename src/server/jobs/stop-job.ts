import type { RefusalCode } from "../../protocol/console/problem.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { Refusal } from "../issuance/refusal.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import type { JobRecord, Store, StoreTransaction } from "../store/database/schema.ts";
import { skipPendingRows } from "../store/jobs/job-rows.ts";
import { findJob, updateJob } from "../store/jobs/jobs.ts";
import { transact } from "../store/transact.ts";

/**
 * Stops a job of the administrator's tenant: what is done remains done, and the row that is worked on at this moment is either
 * done before or not at all. A job that is finished stays as it is.
 *
 * @throws Refusal `not-found`
 */
export async function stopJob(
  store: Store,
  id: string,
  { by, now }: { readonly by: Administrator; readonly now: Date },
): Promise<JobRecord> {
  return await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    const job = await requireJob(transaction, { id, tenant: by.tenant });
    if (job.finishedAt === null) await endJob(transaction, job, { stoppedBy: by.user }, { actor: by.actor, now });
    return await requireJob(transaction, job);
  });
}

/**
 * A job of a tenant. Another tenant's is refused like one that does not exist.
 *
 * @throws Refusal `not-found`
 */
export async function requireJob(store: Store, { id, tenant }: Pick<JobRecord, "id" | "tenant">): Promise<JobRecord> {
  const job = await findJob(store, id);
  if (job?.tenant !== tenant) throw new Refusal("not-found");
  return job;
}

/** Ends a job before all of its rows are finished. */
export async function endJob(
  transaction: StoreTransaction,
  { id, tenant, done, refused }: JobRecord,
  why: { readonly stoppedBy: string } | { readonly stoppedBecause: RefusalCode },
  { actor, now }: Act,
): Promise<void> {
  const skipped = await skipPendingRows(transaction, id, now.getTime());
  const free = { leaseHolder: null, leaseUntil: null, pausedUntil: null, pausedBecause: null };
  await updateJob(transaction, id, { ...free, ...why, skipped, finishedAt: now.getTime() });
  const because = "stoppedBecause" in why ? { because: why.stoppedBecause } : {};
  const detail = { done, refused, skipped, ...because };
  await appendAudit(transaction, { at: now, actor, action: "job-stopped", object: `job ${id}`, detail, tenant });
}
