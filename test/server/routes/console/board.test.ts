import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../../src/core/days.ts";
import { Board, Expiries, RenewalList, type Renewal } from "../../../../src/protocol/console/board.ts";
import { CertificateList, IssuedIdentity } from "../../../../src/protocol/console/certificates.ts";
import { paths } from "../../../../src/protocol/paths.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { revokeCertificate } from "../../../../src/server/issuance/lifecycle/revoke.ts";
import { changeTenant } from "../../../../src/server/issuance/tenants.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf } from "../../../support/console-answers.ts";
import { askStatus, refusalOf, renewed, report } from "../../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let began: Date;
beforeAll(async () => {
  world = await startService();
  began = world.now;
});
afterAll(async () => await world[Symbol.asyncDispose]());

let tenants = 0;
/** An administrator of a tenant of their own, whose own certificate is not due. */
async function someone(): Promise<LoggedInAdministrator> {
  world.now = began;
  return await administratorOf(world, { account: "suzuki", tenant: `board${++tenants}` });
}

function connect(identity: Identity): Connection {
  return { port: world.port, root: world.root, identity };
}

async function renew(holder: Holder): Promise<Identity & { readonly serial: string }> {
  return await renewed(connect(holder), { cn: holder.cn, o: holder.tenant });
}

/** Moves the clock, with whose sessions are open. */
async function later(days: number): Promise<void> {
  world.now = new Date(began.getTime() + days * dayInMilliseconds);
  const now = world.now.getTime();
  await world.service.store
    .updateTable("sessions")
    .set({ openedAt: now, seenAt: now, endsAt: now + 3_600_000 })
    .execute();
}

async function boardOf(who: LoggedInAdministrator): Promise<Board> {
  return contentOf(Board, await who.ask({ path: "/api/board" }));
}

/** The stages with their numbers, those without any left out. */
async function stagesOf(who: LoggedInAdministrator): Promise<Record<string, number>> {
  const { stages } = await boardOf(who);
  return Object.fromEntries(stages.filter(({ count }) => count > 0).map(({ stage, count }) => [stage, count]));
}

async function renewalsOf(who: LoggedInAdministrator, parameters = ""): Promise<RenewalList> {
  return contentOf(RenewalList, await who.ask({ path: `/api/board/renewals${parameters}` }));
}

function summary({ cn, stage, reason, act }: Renewal): readonly unknown[] {
  return [cn, stage, reason, act.kind];
}

describe("the stuck renewals", () => {
  test("are those that do not go on by themselves, each with why, and what gets it going, the most urgent first", async () => {
    const who = await someone();
    const { tenant } = who;
    await world.issue("client1", 60, { tenant });
    await world.issue("client2", 13, { tenant });
    const api = await world.issue("api1", 80, { tenant });
    await world.issue("client3", -9, { tenant });
    const expired = await world.issue("client4", -2, { tenant });
    const waits = await world.issue("client5", 40, { tenant });
    await renew(waits);
    expect((await renewalsOf(who)).renewals.map(summary)).toEqual([
      ["client4", "due", "expired", "renew"],
      ["client3", "due", "expired", "renew"],
      ["client2", "due", "ends-soon", "renew"],
      ["api1", "due", "not-renewable", "issue"],
    ]);
    expect((await renewalsOf(who)).renewals.map(({ code }) => code)).toEqual([true, true, true, false]);
    await later(0.9);
    expect((await boardOf(who)).stuck).not.toContainEqual({ reason: "unused", count: 1 });
    await later(1.1);
    const { renewals, total, pages } = await renewalsOf(who);
    expect([total, pages]).toEqual([5, 1]);
    expect(renewals.map(summary)[3]).toEqual(["client5", "issued", "unused", "renew"]);
    expect(renewals[0]).toMatchObject({ serial: expired.serial, deadline: expired.notAfter.toISOString(), predecessor: null });
    expect(renewals[3]).toMatchObject({ predecessor: { serial: waits.serial }, act: { kind: "renew", serial: waits.serial } });
    expect(renewals[4]).toMatchObject({ act: { kind: "issue", serial: api.serial } });
    expect((await boardOf(who)).stuck).toEqual([
      { reason: "expired", count: 2 },
      { reason: "ends-soon", count: 1 },
      { reason: "not-renewable", count: 1 },
      { reason: "unused", count: 1 },
    ]);
  });

  test("tell who did each step and when, and where the certificate was presented last", async () => {
    const who = await someone();
    const { tenant } = who;
    const holder = await world.issue("client1", 40, { tenant });
    const prompt = new Date(holder.notAfter.getTime() - 90 * dayInMilliseconds).toISOString();
    const { serial } = await renew(holder);
    await report(connect(holder), { serial, stage: "fetched" });
    await later(2);
    const presented = async () => (await renewalsOf(who)).renewals[0]?.predecessor?.lastPresented;
    await expect.poll(presented).toEqual({ at: began.toISOString(), host: "app.localhost", address: "127.0.0.1" });
    const [stuck] = (await renewalsOf(who)).renewals;
    expect(stuck).toMatchObject({ stage: "fetched", reason: "unused", lastPresented: null });
    expect(stuck?.steps).toEqual([
      { stage: "due", at: prompt, by: "schedule", user: "" },
      { stage: "issued", at: began.toISOString(), by: "holder", user: "" },
      { stage: "fetched", at: began.toISOString(), by: "holder", user: "" },
    ]);
  });

  test("name the administrator who renewed on behalf, and offer to hand out the file that the service keeps", async () => {
    const who = await someone();
    const { issuer, serial } = await world.issue("client1", -1, { tenant: who.tenant });
    const headers = { "Content-Type": "application/json" };
    const path = `/api/certificates/${issuer}/${serial}/renewal`;
    const replacement = contentOf(IssuedIdentity, await who.ask({ method: "POST", path, headers, body: "{}" }));
    await later(2);
    const [stuck] = (await renewalsOf(who)).renewals;
    expect(stuck).toMatchObject({ reason: "unused", act: { kind: "hand-out", ...replacement } });
    expect(stuck?.steps.at(-1)).toMatchObject({ stage: "issued", by: "administrator", user: "suzuki" });
  });

  test("offer another certificate if the old one is revoked and the key of the unused one is on a device", async () => {
    const who = await someone();
    const holder = await world.issue("client1", 40, { tenant: who.tenant });
    await renew(holder);
    await revokeCertificate(world.service, holder, "superseded", byOperator(world.now));
    await later(2);
    expect((await renewalsOf(who)).renewals.map(summary)).toEqual([["client1", "issued", "unused", "issue"]]);
  });

  test("leave the list once somebody has revoked or used the certificate", async () => {
    const who = await someone();
    const { tenant } = who;
    const gone = await world.issue("client1", -1, { tenant });
    const other = await world.issue("client2", 10, { tenant });
    expect((await renewalsOf(who)).total).toBe(2);
    await revokeCertificate(world.service, gone, "cessation-of-operation", byOperator(world.now));
    await askStatus(connect(await renew(other)));
    await later(2);
    expect((await renewalsOf(who)).renewals).toEqual([]);
  });

  test("are shown by pages; a page after the last one is the last one", async () => {
    const who = await someone();
    for (let number = 1; number <= 21; number++) await world.issue(`client${number}`, -number, { tenant: who.tenant });
    const second = await renewalsOf(who, "?page=2");
    expect([second.total, second.page, second.pages]).toEqual([21, 2, 2]);
    expect(second.renewals.map(({ cn }) => cn)).toEqual(["client21"]);
    expect((await renewalsOf(who, "?page=7")).page).toBe(2);
    for (const wrong of ["?page=0", "?show=all"])
      expect(refusalOf(await who.ask({ path: `/api/board/renewals${wrong}` }))).toBe("400 request-malformed");
  });
});

test("the old certificates that are still valid beside a used replacement are a list of their own, with the day of their retirement", async () => {
  const who = await someone();
  const { tenant } = who;
  const holder = await world.issue("client1", 40, { tenant });
  const replacement = await renew(holder);
  expect((await boardOf(who)).unretired).toBe(0);
  await send(connect(replacement), { path: paths.status });
  const [one, ...more] = (await renewalsOf(who, "?show=unretired")).renewals;
  expect(more).toEqual([]);
  expect(one).toMatchObject({
    ...{ serial: replacement.serial, stage: "first-used", reason: null, deadline: null },
    predecessor: { serial: holder.serial, notAfter: holder.notAfter.toISOString(), retiresAt: null },
    act: { kind: "revoke", serial: holder.serial },
  });
  await changeTenant(world.service, tenant, { retireAfterDays: 30 }, byOperator(world.now));
  const retiresAt = new Date(began.getTime() + 30 * dayInMilliseconds).toISOString();
  expect((await renewalsOf(who, "?show=unretired")).renewals[0]?.predecessor).toMatchObject({ retiresAt });
  expect((await boardOf(who)).unretired).toBe(1);
  await revokeCertificate(world.service, holder, "superseded", byOperator(world.now));
  expect([(await boardOf(who)).unretired, await stagesOf(who)]).toEqual([0, { "predecessor-retired": 1 }]);
});

test("the picture counts each renewal once, and only the own organisation's", async () => {
  const who = await someone();
  const other = await someone();
  const { tenant } = who;
  await world.issue("client1", 50, { tenant });
  await renew(await world.issue("client2", 50, { tenant }));
  await askStatus(connect(await renew(await world.issue("client3", 50, { tenant }))));
  await world.issue("client4", 500, { tenant });
  expect(await stagesOf(who)).toEqual({ due: 1, issued: 1, "first-used": 1 });
  expect(await stagesOf(other)).toEqual({});
  expect((await renewalsOf(other)).total).toBe(0);
});

describe("the timeline", () => {
  const month = (number: number): string => new Date(Date.UTC(2030, number)).toISOString();
  const expiries = async (who: LoggedInAdministrator, at: readonly string[]): Promise<Expiries> =>
    contentOf(Expiries, await who.ask({ path: `/api/board/expiries?at=${at.join(",")}` }));

  async function endingAt(who: LoggedInAdministrator, cn: string, notAfter: string): Promise<Holder> {
    return await world.issue(cn, (new Date(notAfter).getTime() - world.now.getTime()) / dayInMilliseconds, who);
  }

  test("counts what ends in each span, as the list finds it", async () => {
    const who = await someone();
    await endingAt(who, "client1", month(1));
    await endingAt(who, "client2", "2030-02-28T23:59:59.000Z");
    await endingAt(who, "client3", month(2));
    const lost = await endingAt(who, "client4", "2030-02-03T00:00:00.000Z");
    await revokeCertificate(world.service, lost, "superseded", byOperator(world.now));
    const { spans } = await expiries(who, [month(0), month(1), month(2), month(3)]);
    expect(spans.map(({ count }) => count)).toEqual([0, 2, 1]);
    expect(spans[1]).toEqual({ from: month(1), until: month(2), count: 2 });
    const listed = await who.ask({ path: `/api/certificates?from=${month(1)}&until=${month(2)}` });
    expect(contentOf(CertificateList, listed).certificates.map(({ cn }) => cn)).toEqual(["client1", "client2"]);
  });

  test("does not count what has expired, or has been renewed", async () => {
    const who = await someone();
    const { tenant } = who;
    await world.issue("client1", -1, { tenant });
    const old = await world.issue("client2", 50, { tenant });
    const span = [-30, 60].map((days) => new Date(began.getTime() + days * dayInMilliseconds).toISOString());
    const count = async (): Promise<number | undefined> => (await expiries(who, span)).spans[0]?.count;
    expect(await count()).toBe(1);
    const replacement = await renew(old);
    expect(await count()).toBe(1);
    await askStatus(connect(replacement));
    expect(await count()).toBe(0);
  });

  test("refuses spans that are none", async () => {
    const who = await someone();
    const many = Array.from({ length: 62 }, (_, index) => month(index)).join(",");
    for (const wrong of [
      "",
      "?at=",
      `?at=${month(1)}`,
      `?at=${month(2)},${month(1)}`,
      "?at=2030-99-99T00:00:00.000Z,x",
      `?at=${many}`,
    ])
      expect(refusalOf(await who.ask({ path: `/api/board/expiries${wrong}` }))).toBe("400 request-malformed");
  });
});
