import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { JobList } from "../../../src/protocol/console/jobs.ts";
import { OrderPreview } from "../../../src/protocol/console/orders.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { endJobsOf } from "../../../src/server/store/jobs/end-job.ts";
import { findOpenJobs } from "../../../src/server/store/jobs/jobs.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { administratorOf } from "../../support/administrator.ts";
import { contentOf } from "../../support/console-answers.ts";
import { detailOf } from "../../support/jobs.ts";
import { runHere, type Ended } from "../../support/program.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService({ began: new Date() });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function issueMany(content: string, ...args: readonly string[]): Promise<Ended> {
  const file = join(world.data, "orders.csv");
  await writeFile(file, content);
  return await runHere("issue-many", "--data", world.data, "--tenant", "u00000014", "--file", file, ...args);
}

test("a dry run says what each row would do, and does nothing", async () => {
  const { code, stdout } = await issueMany("CN,device\nclient1,PC-1\nTanaka,\n", "--dry-run", "--json");
  expect(code).toBe(0);
  const { good, faulty } = v.parse(v.pipe(v.string(), v.parseJson(), OrderPreview), stdout);
  expect([good, faulty]).toEqual([1, 1]);
  expect((await issueMany("CN,x\nclient1,\n", "--dry-run")).stdout).toContain("line 1: column-unknown B x");
  const { stdout: kinds } = await issueMany(
    "CN,種別\nclient1,\nclient2,client\ndb1,client\ndb2,データベース接続用の証明書\n",
    "--dry-run",
  );
  expect(kinds).toBe("line 4: kind-wrong kind client\n3 can be issued (client 2, db 1), 0 would be a second one, 1 with faults.\n");
});

test("a file with faults is refused, unless their rows are left out; the running service issues the rest", async () => {
  const refused = await issueMany("CN\nclient1\nTanaka\n");
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toMatch(/line 3: cn-not-allowed cn Tanaka[^]*\(orders-faulty\)\n$/);

  const { code, stdout } = await issueMany("CN\nclient1\nTanaka\n", "--leave-out", "--json");
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { orders: 1, leftOut: 1, done: 1, refused: 0, finished: true }]);
  const administrator = await administratorOf(world, { account: "sato" });
  const [job] = contentOf(JobList, await administrator.ask({ path: consolePaths.jobs })).jobs;
  expect(job).toMatchObject({ by: "", done: 1, act: { kind: "issue" } });
  const [row] = (await detailOf(administrator, job?.id ?? "")).rows;
  const trail = await readAudit(world.service.store, `${row?.issued?.issuer}/${row?.issued?.serial}`);
  expect(trail.map(({ actor, action }) => [actor, action])).toEqual([["operator", "issued"]]);

  expect((await issueMany("client1\n")).stderr).toContain("line 1: holder-has-certificate client1");
  expect((await issueMany("client1\n", "--another", "--no-wait")).code).toBe(0);
});

test("fails unless all that it began were issued, and says how many were", async () => {
  const { store } = world.service;
  const tenant = "u00000014";
  const stop = async (): Promise<void> => {
    const begun = async (): Promise<boolean> => (await findOpenJobs(store, { tenant })).some(({ total }) => total === 200);
    await expect.poll(begun, { interval: 5, timeout: 60_000 }).toBe(true);
    await transact(store, async (transaction) => await endJobsOf(transaction, { tenant }, "tenant-closed", byOperator(world.now)));
  };
  const rows = Array.from({ length: 200 }, (_, at) => `client${5000 + at}`);
  const [{ code, stdout }] = await Promise.all([issueMany(["CN", ...rows].join("\n"), "--json"), stop()]);
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { orders: 200, refused: 0, finished: true }]);
});
