import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { paths } from "../../../src/protocol/paths.ts";
import { describeCertificate } from "../../../src/server/issuance/lifecycle/describe-certificate.ts";
import { readAuditOf, verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { nameOf } from "../../../src/server/store/certificates/certificate-name.ts";
import { askStatus, enrol, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { existingRecord, recordOf } from "../../support/records.ts";
import { startService, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService({ webapp: () => new Response("the web app") });
});
afterAll(async () => await world[Symbol.asyncDispose]());

function connect(identity: Identity, host = "app.localhost"): Connection {
  return { port: world.port, root: world.root, identity, host };
}

async function firstUse(serial: string): Promise<number | null | undefined> {
  return (await recordOf(world.service.store, serial))?.firstUsedAt;
}

/** The host of a first use in the audit trail. */
async function firstUseHost(serial: string): Promise<unknown> {
  const trail = await readAuditOf(world.service.store, await existingRecord(world.service.store, serial));
  const [entry, ...more] = trail.filter(({ action }) => action === "first-used");
  expect(more).toEqual([]);
  return JSON.parse(entry?.detail ?? "{}");
}

let used = 1;
async function pendingReplacement(): Promise<{
  holder: Identity & { serial: string };
  replacement: Identity & { serial: string };
}> {
  const holder = await world.issue(`client${used++}`, 71);
  return { holder, replacement: await renewed(connect(holder), { cn: holder.cn, o: holder.tenant }) };
}

describe("a replacement's first use", () => {
  test.each([
    ["app.localhost", paths.status],
    ["app.localhost", "/menu"],
    ["localhost", paths.status],
    ["verify.localhost", paths.status],
    ["a1b2.verify.localhost", "/"],
  ])("is recorded at %s%s, once, and makes its predecessor renewed", async (host, path) => {
    const { holder, replacement } = await pendingReplacement();
    await send(connect(replacement, host), { path });
    await send(connect(replacement, host), { path });
    expect(await firstUse(replacement.serial)).toBe(world.now.getTime());
    const predecessor = nameOf(await existingRecord(world.service.store, holder.serial));
    expect(await firstUseHost(replacement.serial)).toEqual({ host, predecessor });
    expect((await askStatus(connect(holder))).refusal?.code).toBe("already-renewed");
  });

  test("is also recorded at an enrolment, which is refused", async () => {
    const { replacement } = await pendingReplacement();
    const { body } = await makeRequest({ cn: `client${used - 1}`, o: "u00000014" });
    expect(refusalOf(await enrol(connect(replacement), body))).toBe("403 not-due");
    expect(await firstUse(replacement.serial)).toBe(world.now.getTime());
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("is recorded in a resumed %s session", async (maxVersion) => {
    const { replacement } = await pendingReplacement();
    const to = { ...connect(replacement), maxVersion };
    // The list is public, so the certificate is not checked there.
    const { session } = await send(to, { path: paths.crl });
    if (session === undefined) throw new Error("The server gave no session.");
    expect(await firstUse(replacement.serial)).toBe(null);
    const resumed = await send({ ...to, session }, { path: paths.status });
    expect([resumed.resumedSession, resumed.status]).toEqual([true, 200]);
    expect(await firstUse(replacement.serial)).toBe(world.now.getTime());
  });

  test("is not recorded for another certificate, nor without one", async () => {
    const { holder, replacement } = await pendingReplacement();
    await askStatus(connect(holder));
    await send({ port: world.port, root: world.root }, { path: paths.status });
    expect(await firstUse(replacement.serial)).toBe(null);
    expect(
      (await describeCertificate(world.service, await existingRecord(world.service.store, replacement.serial), world.now)).state,
    ).toBe("applied-for");
  });
});

test("a certificate renews every three years, and never more than two of its line are valid", async () => {
  const start = world.now;
  const subject = { cn: "client900", o: "u00000014" };
  let present: Identity & { serial: string } = await world.issue(subject.cn, 71);
  const line = [present.serial];
  for (let round = 0; round < 3; round++) {
    const before = await askStatus(connect(present));
    expect([before.due, before.refusal, before.pending]).toEqual([true, null, null]);
    const next = await renewed(connect(present), subject, { kind: "none-pending" });
    const status = await askStatus(connect(next));
    expect(new Date(status.certificate.notAfter)).toEqual(yearsAfter(world.now, 3));
    expect([status.due, status.refusal?.code, status.pending]).toEqual([false, "not-due", null]);
    expect((await askStatus(connect(present))).refusal?.code).toBe("already-renewed");
    present = next;
    line.push(next.serial);
    world.now = new Date(Date.parse(status.certificate.notAfter) - 71 * dayInMilliseconds);
  }
  const { state, predecessors } = await describeCertificate(
    world.service,
    await existingRecord(world.service.store, present.serial),
    world.now,
  );
  expect([state, ...predecessors.map((each) => each.state)]).toEqual(["in-use", "renewed", "renewed", "renewed"]);
  expect(predecessors.map(({ serial }) => serial)).toEqual(line.slice(0, -1).reverse());
  const valid = await world.service.store
    .selectFrom("certificates")
    .select("serial")
    .where("serial", "in", line)
    .where("notAfter", ">=", world.now.getTime())
    .execute();
  expect(valid.length).toBeLessThanOrEqual(2);
  world.now = start;
});

describe("the clock", () => {
  test("moved across window, prompt and expiry, and back, changes only the response", async () => {
    const holder = await world.issue("client901", 400);
    const to = connect(holder);
    const { body } = await makeRequest({ cn: "client901", o: holder.tenant });
    const start = world.now;
    const daysLeft = (days: number): void => {
      world.now = new Date(holder.notAfter.getTime() - days * dayInMilliseconds);
    };
    const states: unknown[] = [];
    for (const days of [400, 95, 80, 0, 95, 400]) {
      daysLeft(days);
      const { due, refusal } = await askStatus(to);
      states.push([days, due, refusal?.code ?? null]);
    }
    expect(states).toEqual([
      [400, false, "not-due"],
      [95, false, null],
      [80, true, null],
      [0, true, null],
      [95, false, null],
      [400, false, "not-due"],
    ]);
    daysLeft(-1);
    expect(refusalOf(await send(to, { path: paths.status }))).toBe("403 expired");
    expect(refusalOf(await enrol(to, body))).toBe("403 expired");
    expect(
      (await describeCertificate(world.service, await existingRecord(world.service.store, holder.serial), world.now)).state,
    ).toBe("expired");
    daysLeft(80);
    expect((await enrol(to, body)).status).toBe(200);
    world.now = start;
  });

  test("moved past the predecessor's expiry leaves a pending replacement valid, and its use is recorded", async () => {
    const holder = await world.issue("client902", 71);
    const replacement = await renewed(connect(holder), { cn: "client902", o: holder.tenant });
    const start = world.now;
    world.now = new Date(holder.notAfter.getTime() + dayInMilliseconds);
    expect((await askStatus(connect(replacement))).certificate.serial).toBe(replacement.serial);
    expect(await firstUse(replacement.serial)).toBe(world.now.getTime());
    expect(
      (await describeCertificate(world.service, await existingRecord(world.service.store, holder.serial), world.now)).state,
    ).toBe("renewed");
    world.now = start;
  });
});

test("the audit trail is intact after all this", async () => {
  expect((await verifyAudit(world.service.store)).broken).toBeUndefined();
});
