import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { ClockWatch } from "../../../src/server/clock-watch.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { keyKindsForCode } from "../../../src/server/issuance/recovery/recover.ts";
import { createRecoveryCode, shortenRecoveryCodes } from "../../../src/server/issuance/recovery/recovery-codes.ts";
import { Refusal } from "../../../src/server/issuance/refusal.ts";
import { judge } from "../../../src/server/issuance/renewal/renewal-judgement.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { notifyAt } from "../../../src/server/notices/addresses.ts";
import { sendNotices } from "../../../src/server/notices/send-notices.ts";
import { productNamed } from "../../../src/server/settings/products.ts";
import { listNotices } from "../../../src/server/store/notices/list-notices.ts";
import { startSweeps } from "../../../src/server/sweeps.ts";
import { recordOf } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

function inDays(days: number): Date {
  return new Date(world.now.getTime() + days * dayInMilliseconds);
}

/** The refusal of a certificate's renewal at a moment, or `renews`. */
async function renewalOf(serial: string, now: Date): Promise<string> {
  const held = await recordOf(world.service.store, serial);
  if (held === undefined) throw new Error("No such certificate.");
  return judge(held, productNamed(world.service.settings, "weborca"), now).refusal ?? "renews";
}

describe("once a clock that was ahead has been corrected,", () => {
  test("an order to renew applies to certificates issued meanwhile, but not to later ones", async () => {
    await createTenant(world.service, { name: "ordered", product: "weborca", ...byOperator(world.now) });
    // According to its record, issued in two days.
    const early = await world.issue("client1", 1097, { tenant: "ordered" });
    await orderRenewal(world.service, { scope: { tenant: "ordered" }, reason: "stolen keys", ...byOperator(world.now) });
    const late = await world.issue("client2", 1000, { tenant: "ordered" });
    expect(await renewalOf(early.serial, world.now)).toBe("renews");
    expect(await renewalOf(late.serial, world.now)).toBe("not-due");
  });

  test("an order given meanwhile is in effect", async () => {
    await createTenant(world.service, { name: "early", product: "weborca", ...byOperator(world.now) });
    const { serial } = await world.issue("client1", 900, { tenant: "early" });
    await orderRenewal(world.service, { scope: { tenant: "early" }, reason: "stolen keys", ...byOperator(inDays(400)) });
    expect(await renewalOf(serial, world.now)).toBe("renews");
  });

  test("a recovery code issued meanwhile expires a day later", async () => {
    await world.issue("client21", -30);
    const claim = { tenant: "u00000014", cn: "client21" };
    const { code } = await createRecoveryCode(world.service, { ...claim, ...byOperator(inDays(400)) });
    const good = async (now: Date): Promise<boolean> =>
      await keyKindsForCode(world.service, { ...claim, code }, now).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Refusal) return false;
          throw error;
        },
      );
    expect([await shortenRecoveryCodes(world.service, world.now), await shortenRecoveryCodes(world.service, world.now)]).toEqual([
      1, 0,
    ]);
    expect([await good(new Date(inDays(1).getTime() - 1)), await good(inDays(1))]).toEqual([true, false]);
    // A code issued under a correct clock is unchanged, also under one within the permitted deviation.
    const { expiresAt } = await createRecoveryCode(world.service, { ...claim, ...byOperator(world.now) });
    expect(await shortenRecoveryCodes(world.service, new Date(world.now.getTime() - 60_000))).toBe(0);
    expect(expiresAt).toEqual(inDays(1));
  });

  test("a notice that failed meanwhile is retried immediately", async () => {
    await createTenant(world.service, { name: "told", product: "weborca", ...byOperator(world.now) });
    await notifyAt(world.service, { tenant: "told", channel: "mail", address: "a@example.jp" }, byOperator(world.now));
    await world.issue("client1", 420, { tenant: "told" });
    const attempts: number[] = [];
    const attempt = async (now: Date): Promise<void> => {
      await sendNotices(world.service, now, (made) => attempts.push(made.attempts));
    };
    // No mail server is configured, so each attempt fails.
    await attempt(inDays(400));
    await attempt(new Date(inDays(400).getTime() + 1));
    expect(attempts).toEqual([1]);
    await attempt(world.now);
    expect(attempts).toEqual([1, 2]);
    const notices = await listNotices(world.service.store, {}, undefined, { now: world.now.getTime(), limit: 10 });
    expect(notices.map(({ nextAt }) => nextAt - world.now.getTime())).toEqual([600_000]);
  });
});

describe("irreversible work", () => {
  test("is suspended for a day after the clock jumped ahead by more than a week, or until it is set back", () => {
    let [passed, time] = [0, world.now.getTime()];
    const watch = new ClockWatch(
      () => new Date(time),
      () => passed,
    );
    const pass = (days: number, ahead = 0): boolean => {
      passed += days * dayInMilliseconds;
      time += (days + ahead) * dayInMilliseconds;
      return watch.trusts();
    };
    expect([pass(30), pass(0.1, 7), pass(0.1, -7)]).toEqual([true, true, true]);
    expect([pass(0.1, 7.1), pass(0.9), pass(0.2)]).toEqual([false, false, true]);
    expect([pass(0, 400), pass(0.1, -3), pass(0.1, -397)]).toEqual([false, false, true]);
  });

  test("is skipped in the round in which the clock jumps ahead, and everything else is done", async () => {
    let now = world.now;
    const ran: string[] = [];
    const did =
      (name: string, then: () => void = () => undefined) =>
      async (): Promise<number> => {
        ran.push(name);
        then();
        return await Promise.resolve(0);
      };
    const sweeps = startSweeps(world.service, () => now, pino({ level: "silent" }), {
      "warn-of-expiry": did("warn-of-expiry", () => (now = inDays(400))),
      "send-notices": did("send-notices"),
      "renew-server-certificate": did("renew-server-certificate"),
      "audit-checkpoint": did("audit-checkpoint"),
    });
    await sweeps.firstRound;
    await sweeps.stop();
    expect(ran).toEqual(["warn-of-expiry", "renew-server-certificate", "audit-checkpoint"]);
  });
});
