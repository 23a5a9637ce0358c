import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { createAccount } from "../../../src/server/accounts/accounts.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../../src/server/issuance/lifecycle/issue.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { startJob } from "../../../src/server/jobs/start-job.ts";
import { startOrders } from "../../../src/server/jobs/start-orders.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { openService, type OpenService } from "../../../src/server/service/open-service.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { rowAbout } from "../../../src/server/store/jobs/job-rows.ts";
import { findJob, updateJob } from "../../../src/server/store/jobs/jobs.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { makeDatabase } from "../../support/database.ts";
import { startProgram, type RunningProgram } from "../../support/program.ts";
import { numberOf } from "../../support/records.ts";
import { settingsOnFreePorts } from "../../support/settings.ts";

const tenant = "u00000014";
const rows = 60;

let data: string;
let service: OpenService;
const cleaning = new AsyncDisposableStack();
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "koshin-jobs-"));
  cleaning.defer(() => rm(data, { recursive: true }));
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now: new Date(), settings: settingsOnFreePorts, database: database?.url });
  service = cleaning.use(await openService(data));
  await createTenant(service, { name: tenant, product: "weborca", ...byOperator() });
  await createAccount(service.store, { name: "sato", tenant, password: "several words", role: "operator", ...byOperator() });
});
afterAll(async () => await cleaning.disposeAsync());

async function serveJobs(): Promise<RunningProgram> {
  const program = startProgram(["serve", "--data", data]);
  cleaning.defer(async () => {
    program.signal("SIGKILL");
    await program.ended;
  });
  await program.firstLine;
  return program;
}

/** Kills a process, and lets the time pass in which no other one may take over, also from one that goes on. */
async function kill(program: RunningProgram | undefined, job: string): Promise<void> {
  program?.signal("SIGKILL");
  await program?.ended;
  await transact(service.store, async (transaction) => await updateJob(transaction, job, { leaseUntil: 0 }));
}

async function doneOf(id: string): Promise<number> {
  return (await findJob(service.store, id))?.done ?? 0;
}

test("two processes that are killed in turn renew each certificate of a job once, and leave none out", async () => {
  const now = new Date();
  const early = new Date(now.getTime() - (1095 - 50) * dayInMilliseconds);
  const numbers: number[] = [];
  for (let at = 1; at <= rows; at++) {
    const { serial } = await issueCertificate(service, { tenant, cn: `client${at}`, ...byOperator(early) });
    numbers.push(await numberOf(service.store, serial));
  }
  const by = { user: "sato", actor: `account:sato@${tenant}`, tenant, requireStill: async () => await Promise.resolve() };
  const start = numbers.map((certificate, at) => rowAbout(certificate, at + 1));
  const rowsIn = async () => await Promise.resolve(start);
  const { id } = await startJob(service.store, { act: { kind: "renew" }, rowsIn, by, now });

  const processes = [await serveJobs(), await serveJobs()];
  for (let round = 0; ; round++) {
    const before = await doneOf(id);
    if (before === rows) break;
    // Whichever of them works on it, until some more are done.
    await expect.poll(async () => await doneOf(id), { interval: 20 }).toBeGreaterThanOrEqual(Math.min(before + 12, rows));
    await kill(processes[round % 2], id);
    processes[round % 2] = await serveJobs();
  }

  const job = await findJob(service.store, id);
  expect(job).toMatchObject({ total: rows, done: rows, refused: 0, skipped: 0 });
  const results = await service.store
    .selectFrom("jobRows")
    .select(["certificate", "issued", "state"])
    .where("job", "=", id)
    .execute();
  const replacements = await service.store
    .selectFrom("certificates")
    .select(["number", "predecessor", "issuer", "serial"])
    .where("predecessor", "is not", null)
    .orderBy("predecessor")
    .execute();
  expect(replacements.map(({ predecessor }) => predecessor)).toEqual(numbers);
  expect(results.map(({ certificate, issued, state }) => [certificate, issued, state])).toEqual(
    replacements.map(({ predecessor, number }) => [predecessor, number, "done"]),
  );
  const issues = await service.store
    .selectFrom("audit")
    .select("object")
    .where("actor", "=", by.actor)
    .where("action", "=", "issued")
    .execute();
  expect(issues.map(({ object }) => object).toSorted()).toEqual(
    replacements.map(({ issuer, serial }) => `${issuer}/${serial}`).toSorted(),
  );
  await expect.poll(async () => (await findJob(service.store, id))?.finishedAt ?? null).not.toBe(null);
  expect(await verifyAudit(service.store)).not.toHaveProperty("broken");
});

test("a process that is killed issues each certificate of a job once, with what is noted about it", async () => {
  const ordered = Array.from({ length: 30 }, (_, at) => ({
    line: at + 2,
    cn: `db${at + 1}`,
    device: `NAS ${at + 1}`,
    remark: "",
  }));
  const orders = ordered.map((each) => ({ ...each, another: false }));
  const by = { user: "sato", actor: `account:sato@${tenant}`, tenant, requireStill: async () => await Promise.resolve() };
  const { id } = await startOrders(service, { orders }, { by, now: new Date() });
  const first = await serveJobs();
  await expect.poll(async () => await doneOf(id), { interval: 20 }).toBeGreaterThanOrEqual(5);
  await kill(first, id);
  const second = await serveJobs();
  await expect.poll(async () => (await findJob(service.store, id))?.finishedAt ?? null).not.toBe(null);
  second.signal("SIGTERM");
  await second.ended;
  expect(await findJob(service.store, id)).toMatchObject({ total: 30, done: 30, refused: 0 });
  const issued = await service.store
    .selectFrom("certificates")
    .innerJoin("certificateNotes as notes", "notes.certificate", "certificates.number")
    .innerJoin("jobRows as row", "row.issued", "certificates.number")
    .select(["row.number as line", "certificates.cn", "notes.device", "notes.remark"])
    .where("certificates.cn", "like", "db%")
    .orderBy("row.number")
    .execute();
  expect(issued).toEqual(ordered);
});
