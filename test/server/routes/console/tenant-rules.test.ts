import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../../src/core/days.ts";
import { CertificateDetail, IssuedIdentity } from "../../../../src/protocol/console/certificates.ts";
import { PresentTenantRules, RulesForecast, type TenantRules } from "../../../../src/protocol/console/tenant-rules.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { destroyKeys } from "../../../../src/server/issuance/lifecycle/destroy-keys.ts";
import { orderRenewal } from "../../../../src/server/issuance/renewal/renewal-order.ts";
import { changeTenant } from "../../../../src/server/issuance/tenants.ts";
import { defaultSettings } from "../../../../src/server/settings/settings.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { writePresentations } from "../../../../src/server/store/certificates/presentations.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { askStatus, renewed } from "../../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

const path = "/api/tenant/rules";
const usual: TenantRules = {
  ...{ promptDays: null, retireAfterDays: null, destroyKeysAfterDays: null },
  ...{ renewalKeys: "anywhere", timeZone: "Asia/Tokyo" },
};

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

let organisations = 0;
async function organisation(): Promise<LoggedInAdministrator> {
  return await administratorOf(world, { account: "kasahara", tenant: `rules${++organisations}` });
}

async function present(who: LoggedInAdministrator): Promise<PresentTenantRules> {
  return contentOf(PresentTenantRules, await who.ask({ path }));
}

async function put(who: LoggedInAdministrator, version: string, rules: unknown): Promise<Received> {
  const headers = { "Content-Type": "application/json", "If-Match": `"${version}"` };
  return await who.ask({ method: "PUT", path, headers, body: JSON.stringify(rules) });
}

async function foretell(who: LoggedInAdministrator, rules: TenantRules): Promise<Partial<RulesForecast>> {
  const order = { method: "POST", path: `${path}-forecast`, headers: { "Content-Type": "application/json" } };
  const forecast = contentOf(RulesForecast, await who.ask({ ...order, body: JSON.stringify(rules) }));
  return Object.fromEntries(Object.entries(forecast).filter(([, count]) => count > 0));
}

/** A certificate whose key the service keeps. */
async function issueHere(who: LoggedInAdministrator, cn: string): Promise<IssuedIdentity> {
  const order = { method: "POST", path: "/api/certificates", headers: { "Content-Type": "application/json" } };
  const body = JSON.stringify({ cn, another: false, remark: "", device: "" });
  return contentOf(IssuedIdentity, await who.ask({ ...order, body }));
}

async function presentedDaysAgo({ serial }: IssuedIdentity, days: number): Promise<void> {
  const { store } = world.service;
  const certificate = await store
    .selectFrom("certificates")
    .select("number")
    .where("serial", "=", serial)
    .executeTakeFirstOrThrow();
  const at = world.now.getTime() - days * dayInMilliseconds;
  const places = [{ certificate: certificate.number, host: "app.localhost", address: "192.0.2.1", firstAt: at, lastAt: at }];
  await transact(store, async (transaction) => await writePresentations(transaction, places));
}

async function renewInUse(holder: Holder): Promise<void> {
  const { serial } = await renewed({ port: world.port, root: world.root, identity: holder }, { cn: holder.cn, o: holder.tenant });
  const { store } = world.service;
  await store.updateTable("certificates").set({ firstUsedAt: world.now.getTime() }).where("serial", "=", serial).execute();
}

describe("an organisation's rules", () => {
  test("are shown with their bounds, and changed by whoever has seen the last change", async () => {
    const who = await organisation();
    expect(await present(who)).toEqual({
      ...{ rules: usual, productPromptDays: 90, fixed: [], version: "0", edited: null },
      bounds: {
        promptDays: { least: 7, most: 100 },
        retireAfterDays: { least: 1, most: null },
        destroyKeysAfterDays: { least: 1, most: null },
      },
    });
    const rules = {
      ...usual,
      promptDays: 60,
      retireAfterDays: 30,
      destroyKeysAfterDays: 14,
      renewalKeys: "on-device",
      timeZone: "UTC",
    };
    const changed = contentOf(PresentTenantRules, await put(who, "0", rules));
    expect(changed).toMatchObject({ rules, version: "1", edited: { by: "kasahara", at: world.now.toISOString() } });
    expect(refusalIn(await put(who, "0", usual))).toEqual([412, "changed-meanwhile"]);
    expect(
      refusalIn(
        await who.ask({ method: "PUT", path, headers: { "Content-Type": "application/json" }, body: JSON.stringify(rules) }),
      ),
    ).toEqual([412, "changed-meanwhile"]);
    await changeTenant(world.service, who.tenant, { promptDays: 50 }, byOperator(world.now));
    expect(await present(who)).toMatchObject({ version: "2", edited: { by: null } });
  });

  test("hold from the next request on, and are recorded with what they were", async () => {
    const who = await organisation();
    const holder = await world.issue("client1", 50, { tenant: who.tenant });
    await put(who, "0", { ...usual, promptDays: 40 });
    expect((await askStatus({ port: world.port, root: world.root, identity: holder })).due).toBe(false);
    await put(who, "1", { ...usual, promptDays: 60 });
    expect((await askStatus({ port: world.port, root: world.root, identity: holder })).due).toBe(true);
    const entry = (await readAudit(world.service.store, who.tenant)).at(-1);
    expect([entry?.actor, entry?.action]).toEqual([`account:kasahara@${who.tenant}`, "tenant-changed"]);
    expect(JSON.parse(entry?.detail ?? "")).toMatchObject({ changed: "promptDays", promptDays: 60, promptDaysBefore: 40 });
  });

  test.each([
    ["more days than the product accepts", { ...usual, promptDays: 101 }],
    ["fewer days than operators allow", { ...usual, promptDays: 6 }],
    ["a time zone that does not exist", { ...usual, timeZone: "Mars/Phobos" }],
  ])("are refused if they have %s", async (_what, rules) => {
    const who = await organisation();
    expect(refusalIn(await put(who, "0", rules))).toEqual([409, "rule-out-of-bounds"]);
    const order = { method: "POST", path: `${path}-forecast`, headers: { "Content-Type": "application/json" } };
    expect(refusalIn(await who.ask({ ...order, body: JSON.stringify(rules) }))).toEqual([409, "rule-out-of-bounds"]);
    expect((await present(who)).version).toBe("0");
  });

  test("are refused if they are not what they should be", async () => {
    const who = await organisation();
    for (const wrong of [
      { ...usual, promptDays: 0 },
      { ...usual, promptDays: 1.5 },
      { ...usual, product: "orcamo" },
      { promptDays: 60 },
    ])
      expect(refusalIn(await put(who, "0", wrong))).toEqual([400, "request-malformed"]);
  });

  test("stay as they are where an operator has set them outside of the bounds", async () => {
    const who = await organisation();
    await changeTenant(world.service, who.tenant, { promptDays: 3 }, byOperator(world.now));
    expect((await put(who, "1", { ...usual, promptDays: 3, timeZone: "UTC" })).status).toBe(200);
    expect(refusalIn(await put(who, "2", { ...usual, promptDays: 4, timeZone: "UTC" }))).toEqual([409, "rule-out-of-bounds"]);
  });
});

test("what operators keep for themselves is shown as such, and their bounds hold", async () => {
  const tenantRules = { ...defaultSettings.tenantRules, fixed: ["timeZone" as const], mostRetireAfterDays: 30 };
  await using strict = await startService({ settings: { tenantRules } });
  const who = await administratorOf(strict, { account: "kasahara" });
  expect(await present(who)).toMatchObject({ fixed: ["timeZone"], bounds: { retireAfterDays: { least: 1, most: 30 } } });
  expect(refusalIn(await put(who, "0", { ...usual, timeZone: "UTC" }))).toEqual([403, "rule-fixed"]);
  expect(refusalIn(await put(who, "0", { ...usual, retireAfterDays: 31 }))).toEqual([409, "rule-out-of-bounds"]);
  expect((await put(who, "0", { ...usual, retireAfterDays: 30 })).status).toBe(200);
  // Within these bounds, an old certificate has an end.
  expect(refusalIn(await put(who, "1", usual))).toEqual([409, "rule-out-of-bounds"]);
});

describe("what other rules would do is foretold by number", () => {
  test("whose renewals become due at once, or later", async () => {
    const who = await organisation();
    for (const [cn, days] of [
      ["client1", 30],
      ["client2", 95],
      ["client3", 98],
      ["api1", 95],
    ] as const)
      await world.issue(cn, days, { tenant: who.tenant });
    expect(await foretell(who, usual)).toEqual({});
    expect(await foretell(who, { ...usual, promptDays: 97 })).toEqual({ dueAtOnce: 1 });
    expect(await foretell(who, { ...usual, promptDays: 20 })).toEqual({ dueLater: 1 });
  });

  test("which old certificates are refused at once, or at another time", async () => {
    const who = await organisation();
    const began = world.now;
    await renewInUse(await world.issue("client1", 50, { tenant: who.tenant }));
    world.now = new Date(began.getTime() + 20 * dayInMilliseconds);
    const fresh = await administratorOf(world, { account: "sato", tenant: who.tenant });
    await renewInUse(await world.issue("client2", 50, { tenant: who.tenant }));
    expect(await foretell(fresh, { ...usual, retireAfterDays: 10 })).toEqual({ retiredAtOnce: 1, retiredOtherwise: 1 });
    expect(await foretell(fresh, { ...usual, retireAfterDays: 25 })).toEqual({ retiredOtherwise: 2 });
  });

  test("whose keys are destroyed at once: also first ones, once somebody has presented them", async () => {
    const who = await organisation();
    const [used, unused] = [await issueHere(who, "client1"), await issueHere(who, "client2")];
    await presentedDaysAgo(used, 10);
    expect(await foretell(who, { ...usual, destroyKeysAfterDays: 11 })).toEqual({});
    expect(await foretell(who, { ...usual, destroyKeysAfterDays: 10 })).toEqual({ keysDestroyedAtOnce: 1 });
    await destroyKeys(world.service, world.now);
    await put(who, "0", { ...usual, destroyKeysAfterDays: 10 });
    await destroyKeys(world.service, world.now);
    const keys = await Promise.all(
      [used, unused].map(async (each) => contentOf(CertificateDetail, await who.ask({ path: pathOf(each) }))),
    );
    expect(keys.map(({ key }) => key)).toEqual(["destroyed", "kept"]);
  });

  test("who renews on the device only, and whose hours are those of other clocks", async () => {
    const who = await organisation();
    await issueHere(who, "client1");
    expect(await foretell(who, { ...usual, renewalKeys: "on-device" })).toEqual({ renewedOnDevice: 1 });
    await orderRenewal(world.service, {
      ...{ scope: { tenant: who.tenant }, reason: "a drill", window: { from: "12:00", to: "14:00" } },
      ...byOperator(world.now),
    });
    // The administrator's own certificate is ordered, too.
    expect(await foretell(who, { ...usual, timeZone: "UTC" })).toEqual({ orderedInHours: 2 });
  });
});
