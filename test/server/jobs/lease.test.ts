import { afterAll, beforeAll, expect, test } from "vitest";
import { leaseTime } from "../../../src/server/jobs/job-limits.ts";
import { JobLost, LeasedJob } from "../../../src/server/jobs/leased-job.ts";
import { administratorOf } from "../../support/administrator.ts";
import { waitingJob } from "../../support/jobs.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

test("nobody takes a job over while it is leased; whoever lost it does nothing more", async () => {
  const { store } = world.service;
  await administratorOf(world, { account: "sato", role: "operator" });
  const id = await waitingJob(world, "sato", await world.issue("client1", 50));
  // By the clock of the service itself, the job still waits.
  const began = world.now.getTime() + 61_000;
  const takeAt = async (milliseconds: number): Promise<LeasedJob | undefined> =>
    await LeasedJob.take(store, () => new Date(milliseconds));

  const first = await takeAt(began);
  expect(first?.job.id).toBe(id);
  expect(await takeAt(began)).toBeUndefined();
  expect(await takeAt(began + leaseTime - 1)).toBeUndefined();

  const second = await takeAt(began + leaseTime + 1);
  expect(second?.job.id).toBe(id);
  await expect(first?.extend()).rejects.toThrow(JobLost);
  await expect(first?.noteDone(1, null)).rejects.toThrow(JobLost);
  await second?.noteDone(1, null);
});
