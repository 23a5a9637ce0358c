import type { Logger } from "pino";
import * as v from "valibot";
import { AnyJobAct } from "../../protocol/console/jobs.ts";
import type { RefusalCode } from "../../protocol/console/problem.ts";
import { requireOwn } from "../issuance/administration/own-certificate.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { Service } from "../issuance/service.ts";
import { StoreUnavailable } from "../store/database/store-unavailable.ts";
import { findNextRows, type PendingRow } from "../store/jobs/job-rows.ts";
import { actOnRow } from "./act-on-row.ts";
import { leaseTime } from "./job-limits.ts";
import { isNotPermitted, JobLost, LeasedJob } from "./leased-job.ts";

/** What working on jobs depends on. */
export interface Workplace {
  readonly service: Service;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Whether to leave the rest to somebody else, because this process ends. */
  readonly ends: () => boolean;
}

/** How many rows are worked on before other jobs have their turn, and for how long, in milliseconds. */
const batch = 20;
const longestTurn = 5000;

/** Refusals that hold for all rows of a job, and end by themselves. */
const passing: ReadonlySet<RefusalCode> = new Set(["tenant-renewals-exceeded", "unavailable"]);

/** How long to wait if a refusal does not say so, in milliseconds. */
const usualPause = 60_000;

/**
 * Works for a while on the job whose turn it is.
 *
 * @returns whether there was one
 * @throws StoreUnavailable
 */
export async function workOnNextJob(place: Workplace): Promise<boolean> {
  const leased = await LeasedJob.take(place.service.store, place.clock);
  if (leased === undefined) return false;
  const extending = setInterval(() => {
    // If it fails, the next transaction of the job fails, too.
    void leased.extend().catch(() => undefined);
  }, leaseTime / 3);
  try {
    await workFor(place, leased);
    await leased.release();
  } catch (error) {
    if (isNotPermitted(error)) await leased.giveUp(error).catch(ignoreLoss);
    else ignoreLoss(error);
  } finally {
    clearInterval(extending);
  }
  return true;
}

function ignoreLoss(error: unknown): void {
  if (!(error instanceof JobLost)) throw error;
}

async function workFor(place: Workplace, leased: LeasedJob): Promise<void> {
  const { job } = leased;
  const act = v.parse(v.pipe(v.string(), v.parseJson(), AnyJobAct), job.act);
  const began = performance.now();
  const rows = await findNextRows(place.service.store, job.id, { now: place.clock().getTime(), limit: batch });
  for (const row of rows) {
    if (place.ends() || performance.now() - began > longestTurn) return;
    if (!(await workOnRow(place, leased, act, row))) return;
  }
}

/** @returns whether the next row has its turn */
async function workOnRow(place: Workplace, leased: LeasedJob, act: AnyJobAct, row: PendingRow): Promise<boolean> {
  const { service, clock, log } = place;
  const by = leased.actorFor(row.number);
  try {
    await actOnRow(service, act, row, { by, now: clock() });
    if (!by.hasActed()) await leased.noteDone(row.number, await existing(service, row, by.tenant));
    return true;
  } catch (error) {
    if (error instanceof JobLost || isNotPermitted(error)) throw error;
    if (error instanceof StoreUnavailable) {
      await leased.pause("unavailable", usualPause);
      return false;
    }
    const refusal = error instanceof Refusal ? error : undefined;
    const pause = (refusal?.retryAfter ?? usualPause / 1000) * 1000;
    if (refusal !== undefined && passing.has(refusal.code)) {
      await leased.pause(refusal.code, pause);
      return false;
    }
    if (refusal?.code === "authority-delayed") {
      await leased.delayRow(row.number, pause);
      return true;
    }
    if (refusal === undefined) log.error({ err: error, job: leased.job.id, row: row.number }, "a row of a job failed");
    await leased.noteRefused(row.number, refusal?.code ?? "internal");
    return true;
  }
}

/** The replacement that a certificate had already, so that none was issued. */
async function existing({ store }: Service, { issuer, serial }: PendingRow, tenant: string): Promise<number | null> {
  if (issuer === null || serial === null) return null;
  return (await requireOwn(store, { tenant, issuer, serial })).replacement?.number ?? null;
}
