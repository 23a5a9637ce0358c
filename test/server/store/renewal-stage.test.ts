import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { renewalStages, type RenewalStage } from "../../../src/protocol/console/stages.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { stageRulesOf } from "../../../src/server/issuance/administration/stage-rules.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { retireRenewed } from "../../../src/server/issuance/renewal/retire.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { isInStage, stageOf } from "../../../src/server/store/renewals/renewal-stage.ts";
import { askStatus, renewed, report } from "../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Connection, Identity } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

let tenants = 0;
async function newTenant(retireAfterDays?: number): Promise<string> {
  const name = `staged${++tenants}`;
  await createTenant(world.service, {
    ...{ name, product: "weborca", ...byOperator(world.now) },
    ...(retireAfterDays ? { retireAfterDays } : {}),
  });
  return name;
}

function connect(identity: Identity): Connection {
  return { port: world.port, root: world.root, identity };
}

/** The serial numbers of a tenant's certificates in each stage; stages without any are missing. */
async function staged(tenant: string, daysLater = 0): Promise<Partial<Record<RenewalStage, string[]>>> {
  const now = new Date(world.now.getTime() + daysLater * dayInMilliseconds);
  const rules = await stageRulesOf(world.service, tenant, now);
  const found: Partial<Record<RenewalStage, string[]>> = {};
  for (const stage of renewalStages) {
    const rows = await world.service.store
      .selectFrom("certificates")
      .select("serial")
      .where("tenant", "=", tenant)
      .where((columns) => isInStage(columns, stage, rules))
      .orderBy("number")
      .execute();
    if (rows.length > 0) found[stage] = rows.map(({ serial }) => serial);
  }
  const each = await world.service.store
    .selectFrom("certificates")
    .select(["serial", (columns) => stageOf(columns, rules).as("stage")])
    .where("tenant", "=", tenant)
    .orderBy("number")
    .execute();
  expect(Map.groupBy(each, ({ stage }) => stage)).toEqual(
    new Map([...Map.groupBy(each, ({ serial }) => renewalStages.find((stage) => found[stage]?.includes(serial)) ?? null)]),
  );
  return found;
}

async function renew(holder: Holder): Promise<Identity & { readonly serial: string }> {
  return await renewed(connect(holder), { cn: holder.cn, o: holder.tenant });
}

describe("the stage of a renewal", () => {
  test("is due from the prompt date on, then the replacement's, until the old one has expired", async () => {
    const tenant = await newTenant();
    const old = await world.issue("client1", 91, { tenant });
    expect(await staged(tenant)).toEqual({});
    expect(await staged(tenant, 1)).toEqual({ due: [old.serial] });
    const replacement = await renew(old);
    const { serial } = replacement;
    expect(await staged(tenant, 1)).toEqual({ issued: [serial] });
    for (const stage of ["fetched", "password-shown", "imported"] as const) {
      await report(connect(old), { serial, stage });
      expect(await staged(tenant, 1)).toEqual({ [stage]: [serial] });
    }
    await askStatus(connect(replacement));
    expect(await staged(tenant, 1)).toEqual({ "first-used": [serial] });
    expect(await staged(tenant, 92)).toEqual({ "predecessor-retired": [serial] });
    expect(await staged(tenant, 1095)).toEqual({ due: [serial] });
  });

  test("implies the earlier stages, reported or not", async () => {
    const tenant = await newTenant();
    const old = await world.issue("client1", 50, { tenant });
    const { serial } = await renew(old);
    await report(connect(old), { serial, stage: "imported" });
    expect(await staged(tenant)).toEqual({ imported: [serial] });
    await report(connect(old), { serial, stage: "fetched" });
    expect(await staged(tenant)).toEqual({ imported: [serial] });
  });

  test("ends with the old one's retirement, from the moment that the rule says, and when it is recorded", async () => {
    const tenant = await newTenant(30);
    const old = await world.issue("client1", 80, { tenant });
    const replacement = await renew(old);
    await askStatus(connect(replacement));
    const { serial } = replacement;
    expect(await staged(tenant, 29)).toEqual({ "first-used": [serial] });
    expect(await staged(tenant, 30)).toEqual({ "predecessor-retired": [serial] });
    await retireRenewed(world.service, new Date(world.now.getTime() + 30 * dayInMilliseconds));
    expect(await staged(tenant, 29)).toEqual({ "predecessor-retired": [serial] });
  });

  test("is due again once an unused replacement is revoked or has expired, and the replacement's if the old one is revoked", async () => {
    const tenant = await newTenant();
    const act = byOperator(world.now);
    const old = await world.issue("client1", 50, { tenant });
    const { serial } = await renew(old);
    const issuer = old.issuer;
    expect(await staged(tenant, 1200)).toEqual({ due: [serial] });
    await revokeCertificate(world.service, { issuer, serial }, "superseded", act);
    expect(await staged(tenant)).toEqual({ due: [old.serial] });
    const again = await renew(old);
    await revokeCertificate(world.service, old, "superseded", act);
    expect(await staged(tenant)).toEqual({ issued: [again.serial] });
  });

  test("is due after expiry unless the holder has a valid one, and none after revocation", async () => {
    const tenant = await newTenant();
    const alone = await world.issue("client1", -5, { tenant });
    await world.issue("client2", -5, { tenant });
    await world.issue("client2", 500, { tenant });
    expect(await staged(tenant)).toEqual({ due: [alone.serial] });
    await revokeCertificate(world.service, alone, "cessation-of-operation", byOperator(world.now));
    expect(await staged(tenant)).toEqual({});
  });

  test("is due by the latest order to renew, while that is in force", async () => {
    const tenant = await newTenant();
    const one = await world.issue("client1", 700, { tenant });
    const two = await world.issue("client2", 700, { tenant });
    const other = await newTenant();
    await world.issue("client1", 700, { tenant: other });
    const act = { reason: "key left on a share", ...byOperator(world.now) };
    const until = new Date(world.now.getTime() + 7 * dayInMilliseconds);
    await orderRenewal(world.service, { scope: { serial: one.serial }, until, ...act });
    expect(await staged(tenant)).toEqual({ due: [one.serial] });
    expect(await staged(tenant, 7)).toEqual({});
    await orderRenewal(world.service, { scope: { tenant }, ...act });
    expect(await staged(tenant, 7)).toEqual({ due: [one.serial, two.serial] });
    await orderRenewal(world.service, { scope: { serial: two.serial }, until, ...act });
    expect(await staged(tenant, 7)).toEqual({ due: [one.serial] });
    const { serial } = await renew(one);
    expect(await staged(tenant, 7)).toEqual({ issued: [serial] });
    expect(await staged(other)).toEqual({});
  });

  test("is due by an order only in its hours, once it begins, whether it is for one or for all", async () => {
    const tenant = await newTenant();
    const [one, two] = [await world.issue("client1", 700, { tenant }), await world.issue("client2", 700, { tenant })];
    const act = { reason: "computers are replaced", ...byOperator(world.now) };
    // Their tenant's clocks are those of Japan.
    const clock = (hours: number): string => {
      const at = new Date(world.now.getTime() + (9 + hours) * 3_600_000);
      return at.toISOString().slice(11, 16);
    };
    const [opened, later] = [
      { from: clock(-1), to: clock(1) },
      { from: clock(2), to: clock(3) },
    ];
    const hour = 1 / 24;
    await orderRenewal(world.service, { scope: { serial: one.serial }, window: later, ...act });
    expect([await staged(tenant), await staged(tenant, 2.5 * hour), await staged(tenant, 4 * hour)]).toEqual([
      {},
      { due: [one.serial] },
      {},
    ]);
    await orderRenewal(world.service, { scope: { serial: two.serial }, window: opened, ...act });
    expect([await staged(tenant), await staged(tenant, 2.5 * hour)]).toEqual([{ due: [two.serial] }, { due: [one.serial] }]);
    const startsAt = new Date(world.now.getTime() + dayInMilliseconds);
    await orderRenewal(world.service, { scope: { tenant }, window: opened, startsAt, ...act });
    expect([await staged(tenant), await staged(tenant, 1), await staged(tenant, 1 + 2.5 * hour)]).toEqual([
      {},
      { due: [one.serial, two.serial] },
      {},
    ]);
    await orderRenewal(world.service, { scope: { serial: two.serial }, until: world.now, ...act });
    expect(await staged(tenant, 1)).toEqual({ due: [one.serial] });
  });
});
