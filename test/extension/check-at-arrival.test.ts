import { beforeEach, describe, expect, it } from "vitest";
import { checkAtArrival, type Checks } from "../../src/extension/detect/check-at-arrival.ts";
import type { CheckOutcome } from "../../src/protocol/extension-message.ts";

const minute = 60_000;

let now: number;
let open: boolean;
let asked: number;
let outcomes: (CheckOutcome | undefined)[];
let timers: { at: number; action: () => void }[];
let checks: Checks;

beforeEach(() => {
  now = 0;
  open = false;
  asked = 0;
  outcomes = [];
  timers = [];
  checks = checkAtArrival({
    ask: async () => {
      asked += 1;
      const outcome = outcomes.shift();
      await Promise.resolve();
      open = outcome === "shown";
      return outcome;
    },
    isOpen: () => open,
    now: () => now,
    after: (wait, action) => {
      const timer = { at: now + wait, action };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
  });
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function arrive(): Promise<void> {
  checks.arrive();
  await settled();
}
/** Lets time pass until the next timer; returns the wait in minutes. */
async function untilNextTimer(): Promise<number> {
  const [timer] = timers.splice(0);
  if (timer === undefined) throw new Error("Nothing is planned.");
  const wait = (timer.at - now) / minute;
  now = timer.at;
  timer.action();
  await settled();
  return wait;
}

describe("a document's checks", () => {
  it("are repeated at the next arrival after the dialog was closed, and shared while it is open", async () => {
    outcomes = ["shown", "shown"];
    await arrive();
    await arrive();
    expect(await checks.handOver()).toBe("shown");
    expect(asked).toBe(1);
    open = false;
    await arrive();
    expect(asked).toBe(2);
    expect(open).toBe(true);
  });

  it("are shared while one runs", async () => {
    outcomes = ["nothing"];
    checks.arrive();
    expect(await Promise.all([checks.handOver(), checks.handOver()])).toEqual(["nothing", "nothing"]);
    expect(asked).toBe(1);
  });

  it("remember for ten minutes that there was nothing", async () => {
    outcomes = ["nothing", "shown"];
    await arrive();
    now += 9 * minute;
    await arrive();
    expect(asked).toBe(1);
    now += minute;
    await arrive();
    expect(open).toBe(true);
  });

  it("are repeated after a failure, at waits of a minute that double up to an hour, until one succeeds", async () => {
    await arrive();
    const waits: number[] = [];
    for (let count = 0; count < 8; count += 1) waits.push(await untilNextTimer());
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    outcomes = ["nothing"];
    await untilNextTimer();
    expect(timers).toEqual([]);
  });

  it("are repeated after a failure when the network or the person is back, and at the next arrival", async () => {
    await arrive();
    checks.retry();
    await settled();
    await arrive();
    expect(asked).toBe(3);
    expect(timers).toHaveLength(1);
    outcomes = ["shown"];
    checks.retry();
    await settled();
    expect(open).toBe(true);
    open = false;
    checks.retry();
    await settled();
    expect(asked).toBe(4);
  });

  it("are not repeated by time once a handover was declined, because the page tries on its own", async () => {
    await arrive();
    expect(await checks.handOver()).toBeUndefined();
    checks.retry();
    await settled();
    expect(timers).toEqual([]);
    expect(asked).toBe(2);
  });
});
