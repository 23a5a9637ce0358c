import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../src/server/issuance/lifecycle/revoke.ts";
import { retireRenewed } from "../../../src/server/issuance/renewal/retire.ts";
import { readStages } from "../../../src/server/issuance/renewal/stages.ts";
import { changeTenant, createTenant } from "../../../src/server/issuance/tenants.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { actorOf } from "../../../src/server/store/certificates/certificate-name.ts";
import { askStatus, refusalOf, renewed, report } from "../../support/enrolment.ts";
import { existingRecord, recordOf, trailOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const tenant = "retiring";
const days = 30;

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
  await createTenant(world.service, { name: tenant, product: "weborca", retireAfterDays: days, ...byOperator(world.now) });
});
afterAll(async () => await world[Symbol.asyncDispose]());

function connect(identity: Identity): Connection {
  return { port: world.port, root: world.root, identity };
}

/** The service's response to a certificate. */
async function word(identity: Identity): Promise<string> {
  const answer = await send(connect(identity), { path: paths.status });
  return answer.status === 200 ? "200" : refusalOf(answer);
}

async function at<T>(moment: number, act: () => Promise<T>): Promise<T> {
  const before = world.now;
  world.now = new Date(moment);
  try {
    return await act();
  } finally {
    world.now = before;
  }
}

let used = 1;
/** A certificate with 71 days left whose replacement has just been used. */
async function renewal(of = tenant): Promise<{ holder: Holder; replacement: Identity & { serial: string }; over: number }> {
  const holder = await world.issue(`client${used++}`, 71, { tenant: of });
  const replacement = await renewed(connect(holder), { cn: holder.cn, o: of });
  await askStatus(connect(replacement));
  return { holder, replacement, over: world.now.getTime() + days * dayInMilliseconds };
}

async function sweepAt(moment: number): Promise<number> {
  return await retireRenewed(world.service, new Date(moment));
}

describe("a renewed certificate of a tenant that retires", () => {
  test("has the number of days that it works beside its replacement in its status", async () => {
    const { holder } = await renewal();
    expect((await askStatus(connect(holder))).retireAfterDays).toBe(days);
    const other = await world.issue("client1", 71);
    expect((await askStatus(connect(other))).retireAfterDays).toBeNull();
  });

  test("is refused from that moment, even before it is recorded, and its replacement is not", async () => {
    const { holder, replacement, over } = await renewal();
    expect(await at(over - 1, () => word(holder))).toBe("200");
    expect(await at(over, () => word(holder))).toBe("403 retired");
    expect(await at(over, () => word(replacement))).toBe("200");
    expect((await recordOf(world.service.store, holder.serial))?.revokedAt).toBe(null);
    await sweepAt(over);
  });

  test("is then revoked as superseded, with its audit entry, once", async () => {
    const { holder, replacement, over } = await renewal();
    expect(await sweepAt(over - 1)).toBe(0);
    expect(await sweepAt(over)).toBe(1);
    expect(await sweepAt(over)).toBe(0);
    const row = await recordOf(world.service.store, holder.serial);
    expect([row?.revokedAt, row?.revocationReason]).toEqual([over, "retired"]);
    const entries = (await trailOf(world.service.store, holder.serial)).filter(({ action }) => action === "retired");
    expect(entries).toMatchObject([{ at: over, actor: "schedule" }]);
    expect(JSON.parse(entries[0]?.detail ?? "")).toEqual({
      reason: "superseded",
      replacement: `${holder.issuer}/${replacement.serial}`,
    });
    expect(await word(holder)).toBe("403 retired");
    expect(await word(replacement)).toBe("200");
    expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
  });

  test("is retired once by several concurrent processes", async () => {
    const count = 130;
    const store = world.service.store;
    const renewals = [await renewal(), await renewal()];
    // More than one transaction handles, without two hundred handshakes.
    for (const { holder, replacement } of renewals) await multiply(holder.serial, replacement.serial, count);
    const over = Math.max(...renewals.map((one) => one.over));
    await using second = await openService(world.data);
    const processes = [world.service, second, world.service, second];
    const done = await Promise.all(processes.map((service) => retireRenewed(service, new Date(over))));
    expect(done.reduce((sum, each) => sum + each, 0)).toBe(2 * (count + 1));
    const entries = await store.selectFrom("audit").select("object").where("action", "=", "retired").execute();
    expect(new Set(entries.map(({ object }) => object)).size).toBe(entries.length);
    expect((await verifyAudit(store)).broken).toBeUndefined();
  });

  test("stays valid if the replacement was revoked in time, and can be renewed again", async () => {
    const { holder, replacement, over } = await renewal();
    await revokeCertificate(world.service, { serial: replacement.serial }, "key-compromise", byOperator(world.now));
    expect(await sweepAt(over)).toBe(0);
    expect(await at(over, () => word(holder))).toBe("200");
    expect((await askStatus(connect(holder))).refusal).toBe(null);
  });

  test("stays valid as long as its replacement was never used", async () => {
    const holder = await world.issue(`client${used++}`, 71, { tenant });
    await renewed(connect(holder), { cn: holder.cn, o: tenant });
    const late = world.now.getTime() + 60 * dayInMilliseconds;
    expect(await sweepAt(late)).toBe(0);
    expect(await at(late, () => word(holder))).toBe("200");
  });
});

test("a tenant that begins to retire also retires earlier renewals; one that does not retires nothing", async () => {
  await createTenant(world.service, { name: "later", product: "weborca", ...byOperator(world.now) });
  const { holder, over } = await renewal("later");
  expect(await sweepAt(over)).toBe(0);
  expect(await at(over, () => word(holder))).toBe("200");
  await changeTenant(world.service, "later", { retireAfterDays: 10 }, byOperator(world.now));
  expect(await at(over, () => word(holder))).toBe("403 retired");
  expect(await sweepAt(over)).toBe(1);
});

test("every stage of a renewal has its time and actor, up to the predecessor's retirement", async () => {
  const holder = await world.issue(`client${used++}`, 71, { tenant });
  const start = world.now.getTime();
  const step = async <T>(hours: number, act: () => Promise<T>): Promise<T> => await at(start + hours * 3_600_000, act);
  const replacement = await step(1, () => renewed(connect(holder), { cn: holder.cn, o: tenant }));
  const { serial } = replacement;
  await step(2, () => report(connect(holder), { serial, stage: "fetched" }));
  await step(3, () => report(connect(holder), { serial, stage: "password-shown" }));
  await step(4, () => report(connect(holder), { serial, stage: "imported" }));
  await step(5, () => askStatus(connect(replacement)));
  const over = start + 5 * 3_600_000 + days * dayInMilliseconds;
  await sweepAt(over);
  const hour = (hours: number): Date => new Date(start + hours * 3_600_000);
  const { store } = world.service;
  const by = actorOf(await existingRecord(store, holder.serial));
  expect(await readStages(world.service, await existingRecord(store, serial))).toEqual([
    { stage: "due", at: new Date(holder.notAfter.getTime() - 90 * dayInMilliseconds), actor: "schedule" },
    { stage: "issued", at: hour(1), actor: by },
    { stage: "fetched", at: hour(2), actor: by },
    { stage: "password-shown", at: hour(3), actor: by },
    { stage: "imported", at: hour(4), actor: by },
    { stage: "first-used", at: hour(5), actor: actorOf(await existingRecord(store, serial)) },
    { stage: "predecessor-retired", at: new Date(over), actor: "schedule" },
  ]);
  expect((await readStages(world.service, await existingRecord(store, holder.serial))).map(({ stage }) => stage)).toEqual([
    "issued",
  ]);
});

/** Copies a renewed certificate and its replacement in the store, with other serial numbers. */
async function multiply(serial: string, replacement: string, count: number): Promise<void> {
  const { store } = world.service;
  for (const [original, follows] of [
    [serial, false],
    [replacement, true],
  ] as const) {
    const { number, ...row } = await store
      .selectFrom("certificates")
      .selectAll()
      .where("serial", "=", original)
      .executeTakeFirstOrThrow();
    expect(number).toBeGreaterThan(0);
    const mark = (index: number): string => index.toString(16).toUpperCase().padStart(4, "0");
    const before = new Map<string, number>();
    if (follows) {
      const copied = store.selectFrom("certificates").select(["serial", "number"]);
      for (const each of await copied.where("serial", "like", `${serial}____`).execute()) before.set(each.serial, each.number);
    }
    const copies = Array.from({ length: count }, (_, index) => {
      const predecessor = before.get(`${serial}${mark(index)}`) ?? null;
      return { ...row, serial: `${original}${mark(index)}`, predecessor, replaces: predecessor };
    });
    await store.insertInto("certificates").values(copies).execute();
  }
}
