import type { RefusalCode } from "../../../protocol/console/problem.ts";
import { appendAudit, type Act } from "../audit/audit.ts";
import type { JobRecord, StoreTransaction } from "../database/schema.ts";
import { skipPendingRows } from "./job-rows.ts";
import { findOpenJobs, updateJob } from "./jobs.ts";

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

/**
 * Ends the unfinished jobs of a tenant, of one of its accounts, or of all, in the transaction that takes their right away: one that waits
 * would find it given anew, and go on.
 */
export async function endJobsOf(
  transaction: StoreTransaction,
  whose: Partial<Pick<JobRecord, "tenant" | "account">>,
  stoppedBecause: RefusalCode,
  act: Act,
): Promise<void> {
  for (const job of await findOpenJobs(transaction, whose)) await endJob(transaction, job, { stoppedBecause }, act);
}
