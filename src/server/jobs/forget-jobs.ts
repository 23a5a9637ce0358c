import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import { findJobFinishedBefore, removeJob } from "../store/jobs/jobs.ts";
import { transact } from "../store/transact.ts";

/**
 * Removes jobs that were finished longer ago than the settings keep them.
 *
 * @returns their number
 */
export async function forgetJobs({ store, settings }: Service, now: Date): Promise<number> {
  const moment = now.getTime() - settings.jobDays * dayInMilliseconds;
  for (let removed = 0; ; removed++) {
    // Each in a transaction of its own, because one may have thousands of rows.
    const id = await findJobFinishedBefore(store, moment);
    if (id === undefined) return removed;
    await transact(store, async (transaction) => await removeJob(transaction, id));
  }
}
