import { setTimeout } from "node:timers/promises";
import type { Service } from "../../issuance/service.ts";
import { findJob } from "../../store/jobs/jobs.ts";
import { reportProgress } from "../line/report-progress.ts";

/** What came of a job: how many of its rows. */
export interface JobOutcome {
  readonly done: number;
  readonly refused: number;
  readonly skipped: number;
  /** False if nobody has waited for its end. */
  readonly finished: boolean;
}

/** Of a job that goes on by itself. */
export const notFollowed: JobOutcome = { done: 0, refused: 0, skipped: 0, finished: false };

/** The outcome as a sentence. */
export function outcomeInWords(id: string, { done, refused, skipped, finished }: JobOutcome): string {
  if (!finished) return `The job ${id} goes on. koshin job show --job ${id} shows how far it is.`;
  const left = skipped === 0 ? "" : `, ${skipped} left out`;
  const why = refused === 0 ? "" : ` koshin job results --job ${id} --state refused has the reasons.`;
  return `${done} done, ${refused} refused${left}.${why}`;
}

/** How often the job is looked at, in milliseconds. */
const lookout = 500;

/**
 * Waits for the end of a job, and says on standard error how far it is. The process's exit code is then 1 unless everything was
 * done: a job that was stopped has not done everything either.
 */
export async function followJob({ store }: Pick<Service, "store">, id: string, interruption: AbortSignal): Promise<JobOutcome> {
  const report = reportProgress("certificates; koshin serve works on them, also if this command ends");
  for (;;) {
    interruption.throwIfAborted();
    const job = await findJob(store, id);
    // It was forgotten.
    if (job === undefined) return notFollowed;
    const { done, refused, skipped, total, finishedAt } = job;
    if (finishedAt !== null) {
      if (done < total) process.exitCode = 1;
      return { done, refused, skipped, finished: true };
    }
    report(done + refused + skipped, total);
    await setTimeout(lookout);
  }
}
