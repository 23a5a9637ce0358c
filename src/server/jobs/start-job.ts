import { randomUUID } from "node:crypto";
import type { AnyJobAct } from "../../protocol/console/jobs.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { Refusal } from "../issuance/refusal.ts";
import { appendAudit } from "../store/audit/audit.ts";
import type { JobRecord, Store, StoreTransaction } from "../store/database/schema.ts";
import { insertJobRows, type JobRowStart } from "../store/jobs/job-rows.ts";
import { countOpenJobs, insertJob } from "../store/jobs/jobs.ts";
import { transact } from "../store/transact.ts";
import { mostOpenJobs } from "./job-limits.ts";

/** A job to start. */
export interface JobStart {
  readonly act: AnyJobAct;
  /** Reads its rows, in the transaction that starts it. */
  readonly rowsIn: (transaction: StoreTransaction) => Promise<readonly JobRowStart[]>;
  readonly by: Administrator;
  readonly now: Date;
}

/**
 * Starts a job. It is worked on by any process that serves the database.
 *
 * @throws Refusal `jobs-exceeded`, and what `rowsIn` throws
 */
export async function startJob(store: Store, { act, rowsIn, by, now }: JobStart): Promise<JobRecord> {
  return await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    if ((await countOpenJobs(transaction, by.tenant)) >= mostOpenJobs) throw new Refusal("jobs-exceeded", { retryAfter: 60 });
    const rows = await rowsIn(transaction);
    const job: JobRecord = {
      ...{
        id: randomUUID(),
        tenant: by.tenant,
        account: by.user,
        token: by.token ?? null,
        act: JSON.stringify(act),
        startedAt: now.getTime(),
      },
      ...{ total: rows.length, done: 0, refused: 0, skipped: 0, servedAt: 0, leaseHolder: null, leaseUntil: null },
      ...{ pausedUntil: null, pausedBecause: null, stoppedBy: null, stoppedBecause: null, finishedAt: null },
    };
    await insertJob(transaction, job);
    await insertJobRows(transaction, job.id, rows);
    // What remarks say is not in the trail, from which nothing can be removed: they may name people.
    const reason = act.kind === "revoke" ? { reason: act.reason } : {};
    const detail = { act: act.kind, ...reason, rows: rows.length };
    await appendAudit(transaction, {
      at: now,
      actor: by.actor,
      action: "job-started",
      object: `job ${job.id}`,
      detail,
      tenant: by.tenant,
    });
    return job;
  });
}
