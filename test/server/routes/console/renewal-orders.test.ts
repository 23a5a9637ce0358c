import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CertificateDetail } from "../../../../src/protocol/console/certificates.ts";
import type { PlacedRenewalOrder, RenewalOrder } from "../../../../src/protocol/console/renewal-orders.ts";
import type { Status } from "../../../../src/protocol/status.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { orderOwnRenewals } from "../../../../src/server/issuance/administration/order-own-renewals.ts";
import { orderRenewal } from "../../../../src/server/issuance/renewal/renewal-order.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { administratorOf } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { askStatus, renewed } from "../../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Connection, Identity, Received } from "../../../support/tls-client.ts";

/** 10:00 by the clocks of Tokyo. */
const morning = new Date("2026-06-01T01:00:00Z");
const hour = 3_600_000;

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
  world.now = morning;
  await administratorOf(world, { account: "sato", role: "operator" });
});
afterAll(async () => await world[Symbol.asyncDispose]());
let used = 100;
let holder: Holder;
beforeEach(async () => {
  world.now = morning;
  holder = await world.issue(`client${used++}`, 730);
});

const json = { "Content-Type": "application/json" };

async function send(method: "POST" | "DELETE", path: string, order: Partial<RenewalOrder> = {}): Promise<Received> {
  // The session would end after an hour without use.
  const who = await administratorOf(world, { account: `sato${used++}`, role: "operator" });
  const body = JSON.stringify({ reason: "認証局の交代", ...order });
  return await who.ask({ method, path, ...(method === "POST" ? { headers: json, body } : {}) });
}

async function order(named: Holder, more: Partial<RenewalOrder> = {}): Promise<Received> {
  return await send("POST", `${pathOf(named)}/renewal-order`, more);
}

async function cancel(named: Holder): Promise<Received> {
  return await send("DELETE", `${pathOf(named)}/renewal-order`);
}

function connect(identity: Identity): Connection {
  return { port: world.port, root: world.root, identity };
}

async function statusAt(clock: string, named = holder): Promise<Status> {
  world.now = new Date(`${clock}+09:00`);
  return await askStatus(connect(named));
}

async function placed(named = holder): Promise<PlacedRenewalOrder | null> {
  const who = await administratorOf(world, { account: `sato${used++}`, role: "viewer" });
  return contentOf(CertificateDetail, await who.ask({ path: pathOf(named) })).order;
}

const lunch = { window: { from: "12:00", to: "14:00" } };

describe("an order with hours of the day", () => {
  test("makes a certificate due within them, and not outside of them, until it is renewed", async () => {
    await order(holder, lunch);
    const dues = [
      (await statusAt("2026-06-01T10:00")).due,
      (await statusAt("2026-06-01T11:59")).due,
      (await statusAt("2026-06-01T12:00")).due,
      (await statusAt("2026-06-01T13:59")).due,
      (await statusAt("2026-06-01T14:00")).due,
      (await statusAt("2026-06-02T12:30")).due,
    ];
    expect(dues).toEqual([false, false, true, true, false, true]);
    await renewed(connect(holder), { cn: holder.cn, o: holder.tenant }, { kind: "none-pending" }).then(connect).then(askStatus);
    expect(await statusAt("2026-06-03T12:30")).toMatchObject({ refusal: { code: "already-renewed" }, order: null });
    expect(await placed()).toBe(null);
  });

  test("tells the reason within them, and that it can be renewed also outside of them", async () => {
    await order(holder, lunch);
    expect(await statusAt("2026-06-01T12:30")).toMatchObject({ refusal: null, order: { reason: "認証局の交代" } });
    const after = await statusAt("2026-06-01T15:00");
    expect(after).toMatchObject({ due: false, refusal: null, order: null });
    expect(after.window.prompt).toBe("2026-06-02T03:00:00.000Z");
    const { serial } = await renewed(connect(holder), { cn: holder.cn, o: holder.tenant });
    expect(serial).not.toBe(holder.serial);
  });

  test("has no effect on a certificate that is due anyway", async () => {
    const due = await world.issue(`client${used++}`, 30);
    await order(due, lunch);
    expect(await statusAt("2026-06-01T15:00", due)).toMatchObject({ due: true, order: null });
  });

  test("has clients ask in the first half of the hours, each at its own time", async () => {
    const others = [holder, await world.issue(`client${used++}`, 730), await world.issue(`client${used++}`, 730)];
    const times = new Set<number>();
    for (const each of others) {
      world.now = morning;
      await order(each, lunch);
      for (const clock of ["2026-06-01T10:30", "2026-06-01T11:59:30"]) {
        const { askAgainAfter } = await statusAt(clock, each);
        const asks = world.now.getTime() + askAgainAfter * 1000;
        expect(asks).toBeGreaterThanOrEqual(Date.parse("2026-06-01T12:00+09:00"));
        expect(asks).toBeLessThanOrEqual(Date.parse("2026-06-01T13:00:01+09:00"));
        times.add(asks);
      }
    }
    expect(times.size).toBeGreaterThanOrEqual(3);
  });

  test("passes midnight, and begins when it is to begin", async () => {
    const startsAt = new Date("2026-06-03T19:00+09:00").toISOString();
    await order(holder, { window: { from: "22:00", to: "01:00" }, startsAt });
    expect((await statusAt("2026-06-02T22:30")).due).toBe(false);
    expect((await statusAt("2026-06-02T22:30")).refusal?.code).toBe("not-due");
    expect((await statusAt("2026-06-03T22:30")).due).toBe(true);
    expect((await statusAt("2026-06-04T00:59")).due).toBe(true);
    expect((await statusAt("2026-06-04T01:00")).due).toBe(false);
  });

  test("ends when it is to end", async () => {
    await order(holder, { ...lunch, endsAt: new Date("2026-06-02T13:00+09:00").toISOString() });
    expect((await statusAt("2026-06-02T12:59")).due).toBe(true);
    expect((await statusAt("2026-06-02T13:00")).due).toBe(false);
    expect(await placed()).toBe(null);
  });

  test.each([
    ["are no hours", { window: { from: "12:00", to: "12:00" } }],
    ["are no times", { window: { from: "12", to: "14:00" } }],
    ["end before they begin", { startsAt: "2026-06-03T00:00:00.000Z", endsAt: "2026-06-02T00:00:00.000Z" }],
  ])("is refused if they %s", async (_, wrong) => {
    expect(refusalIn(await order(holder, wrong))).toEqual([400, "request-malformed"]);
  });
});

describe("an order for one certificate", () => {
  test("is described with who gave it and when its holder is prompted, and cancelled", async () => {
    await order(holder, lunch);
    expect(await placed()).toMatchObject({
      ...{ reason: "認証局の交代", ...lunch, timeZone: "Asia/Tokyo", endsAt: null },
      promptsFrom: "2026-06-01T03:00:00.000Z",
    });
    expect((await placed())?.by).toMatch(/^sato\d+$/);
    expect((await cancel(holder)).status).toBe(200);
    expect(await placed()).toBe(null);
    expect(await statusAt("2026-06-01T12:30")).toMatchObject({ due: false, refusal: { code: "not-due" } });
  });

  test("is recorded, with its hours and the account's name", async () => {
    await order(holder, lunch);
    const [entry] = (await readAudit(world.service.store, `${holder.issuer}/${holder.serial}`)).filter(
      ({ action }) => action === "renewal-ordered",
    );
    expect(entry?.actor).toMatch(/^account:sato\d+@u00000014$/);
    expect(JSON.parse(entry?.detail ?? "")).toMatchObject({ reason: "認証局の交代", hours: "12:00-14:00", affected: 1 });
  });

  test("does not replace an order of the service's operators, and cannot cancel it", async () => {
    await orderRenewal(world.service, { scope: { serial: holder.serial }, reason: "key stolen", ...byOperator(world.now) });
    expect(refusalIn(await order(holder, lunch))).toEqual([409, "order-of-operators"]);
    expect(refusalIn(await cancel(holder))).toEqual([409, "order-of-operators"]);
    expect(refusalIn(await send("POST", "/api/tenant/renewal-order"))).toEqual([409, "order-of-operators"]);
    expect(await placed()).toMatchObject({ by: null, reason: "key stolen" });
    await orderRenewal(world.service, {
      ...{ scope: { serial: holder.serial }, reason: "found again", until: new Date(world.now.getTime() - hour) },
      ...byOperator(world.now),
    });
    expect((await order(holder, lunch)).status).toBe(200);
  });

  test("is refused with the reason for one that is not renewed", async () => {
    expect(refusalIn(await order(await world.issue(`api${used++}`, 730)))).toEqual([403, "type-not-renewable"]);
    const ended = await world.issue(`client${used++}`, -1);
    expect(refusalIn(await order(ended))).toEqual([403, "expired"]);
  });
});

test("an order for several has an outcome for each", async () => {
  const by = {
    user: "sato",
    actor: "account:sato@u00000014",
    tenant: "u00000014",
    requireStill: async () => await Promise.resolve(),
  };
  await administratorOf(world, { account: "tanaka", tenant: "u2" });
  const [api, foreign] = [await world.issue(`api${used++}`, 730), await world.issue("client1", 730, { tenant: "u2" })];
  const outcomes = await orderOwnRenewals(world.service, [holder, api, foreign], { reason: "", by, now: world.now });
  expect(outcomes.map(({ refusal }) => refusal)).toEqual([undefined, "type-not-renewable", "not-found"]);
  expect((await statusAt("2026-06-01T10:30")).due).toBe(true);
});

describe("an order for all of a tenant", () => {
  test("makes its certificates of that moment due, and is cancelled with those for single ones", async () => {
    const who = await administratorOf(world, { account: "tanaka", tenant: "u7", role: "operator" });
    const [one, two] = [await world.issue("client1", 730, { tenant: "u7" }), await world.issue("client2", 730, { tenant: "u7" })];
    const ask = async (method: "POST" | "DELETE", path: string) =>
      await who.ask({ method, path, ...(method === "POST" ? { headers: json, body: '{"reason":"今夜"}' } : {}) });
    expect(await ask("POST", "/api/tenant/renewal-order")).toMatchObject({ status: 200, body: '{"certificates":3}' });
    await ask("POST", `${pathOf(two)}/renewal-order`);
    const later = await world.issue("client3", 730, { tenant: "u7" });
    expect([(await askStatus(connect(one))).due, (await askStatus(connect(later))).due]).toEqual([true, false]);
    expect((await ask("DELETE", "/api/tenant/renewal-order")).status).toBe(200);
    expect([(await askStatus(connect(one))).due, (await askStatus(connect(two))).due]).toEqual([false, false]);
    expect((await askStatus(connect(holder))).due).toBe(false);
  });
});
