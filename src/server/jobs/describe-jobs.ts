import * as v from "valibot";
import {
  AnyJobAct,
  jobPageLength,
  type Job,
  type JobDetail,
  type JobList,
  type JobQuery,
  type JobRow,
  type JobRowState,
} from "../../protocol/console/jobs.ts";
import type { RefusalCode } from "../../protocol/console/problem.ts";
import { refusalSentences } from "../issuance/refusal.ts";
import type { JobRecord, Store } from "../store/database/schema.ts";
import { readJobRows, type DescribedRow } from "../store/jobs/job-rows.ts";
import { countJobs, readJobs } from "../store/jobs/jobs.ts";
import { requireJob } from "./stop-job.ts";

/** A page of a tenant's jobs, the latest first. A page after the last one is the last one. */
export async function pageOfJobs(store: Store, tenant: string, asked: number, now: Date): Promise<JobList> {
  const { page, pages, skip, total } = pageIn(await countJobs(store, tenant), asked);
  const jobs = await readJobs(store, tenant, { skip, limit: jobPageLength });
  return { jobs: jobs.map((job) => describeJob(job, now)), total, page, pages };
}

/**
 * A job of a tenant, with a page of its rows.
 *
 * @throws Refusal `not-found`
 */
export async function jobInDetail(
  store: Store,
  named: Pick<JobRecord, "id" | "tenant">,
  { state, page: asked }: JobQuery,
  now: Date,
): Promise<JobDetail> {
  const job = await requireJob(store, named);
  const { page, pages, skip, total } = pageIn(countIn(job, state), asked);
  const rows = await readJobRows(store, job.id, { state, skip, limit: jobPageLength });
  return { job: describeJob(job, now), rows: rows.map(describeRow), total, page, pages };
}

/** A job as the API has it. */
export function describeJob(job: JobRecord, now: Date): Job {
  const { id, act, account, startedAt, finishedAt, total, done, refused, skipped } = job;
  const { pausedUntil, pausedBecause, stoppedBy, stoppedBecause } = job;
  const isStopped = stoppedBy !== null || stoppedBecause !== null;
  const paused =
    finishedAt === null && pausedUntil !== null && pausedBecause !== null && pausedUntil > now.getTime()
      ? { ...inWords(pausedBecause), until: new Date(pausedUntil).toISOString() }
      : null;
  const stateOfOpen = paused === null ? (job.servedAt > 0 ? "running" : "waiting") : "paused";
  return {
    ...{ id, act: v.parse(v.pipe(v.string(), v.parseJson(), AnyJobAct), act), by: account, total, done, refused, skipped, paused },
    startedAt: new Date(startedAt).toISOString(),
    state: finishedAt === null ? stateOfOpen : isStopped ? "stopped" : "finished",
    stopped: isStopped ? { by: stoppedBy, refusal: stoppedBecause && inWords(stoppedBecause) } : null,
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
  };
}

function describeRow(row: DescribedRow): JobRow {
  const { number, cn, state, code, finishedAt, issuer, serial, issuedIssuer, issuedSerial } = row;
  return {
    ...{ number, cn: cn ?? "", state },
    certificate: issuer === null || serial === null ? null : { issuer, serial },
    refusal: code && inWords(code),
    issued: issuedIssuer === null || issuedSerial === null ? null : { issuer: issuedIssuer, serial: issuedSerial },
    finishedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
  };
}

function inWords(code: RefusalCode): { readonly code: RefusalCode; readonly detail: string } {
  return { code, detail: refusalSentences[code] };
}

function countIn({ total, done, refused, skipped }: JobRecord, state: JobRowState | undefined): number {
  if (state === undefined) return total;
  return { done, refused, skipped, pending: total - done - refused - skipped }[state];
}

function pageIn(total: number, asked: number) {
  const pages = Math.max(1, Math.ceil(total / jobPageLength));
  const page = Math.min(asked, pages);
  return { total, pages, page, skip: (page - 1) * jobPageLength };
}
