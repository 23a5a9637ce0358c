import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { Job, JobDetail, type JobAct } from "../../src/protocol/console/jobs.ts";
import { consolePaths } from "../../src/protocol/console/paths.ts";
import type { Selection } from "../../src/protocol/console/selection.ts";
import { requireOwn } from "../../src/server/issuance/administration/own-certificate.ts";
import { insertJobRows, rowAbout } from "../../src/server/store/jobs/job-rows.ts";
import { insertJob } from "../../src/server/store/jobs/jobs.ts";
import { transact } from "../../src/server/store/transact.ts";
import type { LoggedInAdministrator } from "./administrator.ts";
import { contentOf } from "./console-answers.ts";
import type { Holder, ThrowawayService } from "./throwaway-service.ts";
import type { Received } from "./tls-client.ts";

const json = { "Content-Type": "application/json" };

/** A selection of some certificates. */
export function named(...holders: readonly Pick<Holder, "issuer" | "serial">[]): Selection {
  return { by: "identity", certificates: holders.map(({ issuer, serial }) => ({ issuer, serial })) };
}

/** Orders a job, or its forecast, and returns the answer. */
export async function order(
  who: LoggedInAdministrator,
  act: JobAct,
  selection: Selection,
  path: string = consolePaths.jobs,
): Promise<Received> {
  return await who.ask({ method: "POST", path, headers: json, body: JSON.stringify({ act, selection }) });
}

/** Starts a job, and returns its id. */
export async function start(who: LoggedInAdministrator, act: JobAct, selection: Selection): Promise<string> {
  return contentOf(Job, await order(who, act, selection)).id;
}

/** A job with the first page of its rows. */
export async function detailOf(who: LoggedInAdministrator, id: string, query = ""): Promise<JobDetail> {
  return contentOf(JobDetail, await who.ask({ path: `${consolePaths.jobs}/${id}${query}` }));
}

/** Waits until a job is finished or stopped. */
export async function finished(who: LoggedInAdministrator, id: string): Promise<JobDetail> {
  await expect.poll(async () => (await detailOf(who, id)).job.finishedAt, { timeout: 60_000 }).not.toBe(null);
  return await detailOf(who, id);
}

/** A job of an account that is to renew a certificate, and waits for a minute. @returns its id */
export async function waitingJob(
  { service: { store }, now }: Pick<ThrowawayService, "service" | "now">,
  account: string,
  { tenant, issuer, serial }: Holder,
): Promise<string> {
  const id = randomUUID();
  const at = now.getTime();
  await transact(store, async (transaction) => {
    await insertJob(transaction, {
      ...{ id, tenant, account, token: null, act: JSON.stringify({ kind: "renew" }), startedAt: at, total: 1 },
      ...{ done: 0, refused: 0, skipped: 0, servedAt: at, leaseHolder: null, leaseUntil: null, finishedAt: null },
      ...{ pausedUntil: at + 60_000, pausedBecause: "unavailable", stoppedBy: null, stoppedBecause: null },
    });
    const { number } = await requireOwn(transaction, { tenant, issuer, serial });
    await insertJobRows(transaction, id, [rowAbout(number, 1)]);
  });
  return id;
}
