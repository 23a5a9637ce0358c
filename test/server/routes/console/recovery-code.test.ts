import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateDetail } from "../../../../src/protocol/console/certificates.ts";
import { JobForecast } from "../../../../src/protocol/console/jobs.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { CancelledRecoveryCode, IssuedRecoveryCode } from "../../../../src/protocol/console/recovery-code.ts";
import { IssuedRecoveryCodes } from "../../../../src/protocol/console/recovery-codes.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../../src/server/issuance/recovery/recovery-codes.ts";
import { notifyAt } from "../../../../src/server/notices/addresses.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { readRecoveryCodeKind } from "../../../../src/server/store/notices/recovery-code-notice.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { issuedIn, makeRequest } from "../../../support/enrolment.ts";
import { named } from "../../../support/jobs.ts";
import { enrolWithCode, recoveryHost } from "../../../support/recovery.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import type { Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let operator: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
  await operator.confirm();
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function issue(named: Holder): Promise<Received> {
  return await operator.ask({ method: "POST", path: `${pathOf(named)}/recovery-code` });
}

async function cancel(named: Holder): Promise<boolean> {
  const answer = await operator.ask({ method: "DELETE", path: `${pathOf(named)}/recovery-code` });
  return contentOf(CancelledRecoveryCode, answer).cancelled;
}

async function detail(named: Holder): Promise<CertificateDetail["recoveryCode"]> {
  return contentOf(CertificateDetail, await operator.ask({ path: pathOf(named) })).recoveryCode;
}

async function use(cn: string, code: string): Promise<Received> {
  const { body } = await makeRequest({ cn, o: operator.tenant });
  return await enrolWithCode(recoveryHost(world), `${cn}@${operator.tenant}`, code, body);
}

describe("a recovery code from the site", () => {
  test("renews the certificate of somebody whose own has expired", async () => {
    const lockedOut = await world.issue("client60", -10);
    expect(await detail(lockedOut)).toEqual({ possible: true, unused: null });
    const { code, expiresAt, replaced } = contentOf(IssuedRecoveryCode, await issue(lockedOut));
    expect(Date.parse(expiresAt)).toBe(world.now.getTime() + 24 * 3_600_000);
    expect(replaced).toBe(false);
    expect(await detail(lockedOut)).toEqual({ possible: true, unused: { by: "sato", expiresAt } });
    expect(issuedIn(await use("client60", code)).subject.cn).toBe("client60");
    expect((await detail(lockedOut)).unused).toBe(null);
  });

  test("replaces the earlier one, says so, and is cancelled", async () => {
    const holder = await world.issue("client61", 50);
    const first = contentOf(IssuedRecoveryCode, await issue(holder));
    const second = contentOf(IssuedRecoveryCode, await issue(holder));
    expect(second.replaced).toBe(true);
    expect((await use("client61", first.code)).status).toBe(401);
    expect([await cancel(holder), await cancel(holder)]).toEqual([true, false]);
    expect((await use("client61", second.code)).status).toBe(401);
    expect((await detail(holder)).unused).toBe(null);
  });

  test("is recorded with the account's name, and the code is not", async () => {
    const holder = await world.issue("client62", 50);
    const { code } = contentOf(IssuedRecoveryCode, await issue(holder));
    await cancel(holder);
    const entries = (await readAudit(world.service.store, operator.tenant)).filter(({ detail: said }) => said.includes("client62"));
    expect(entries.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      "account:sato@u00000014 recovery-code-created",
      "account:sato@u00000014 recovery-code-cancelled",
    ]);
    expect(JSON.stringify(entries)).not.toContain(code);
  });

  test("is not for certificates that are not renewed", async () => {
    const program = await world.issue("api63", 50);
    expect(await detail(program)).toEqual({ possible: false, unused: null });
    expect(refusalIn(await issue(program))).toEqual([403, "type-not-renewable"]);
  });

  test("that the service's operators have issued is seen as theirs", async () => {
    const holder = await world.issue("client64", 50);
    await createRecoveryCode(world.service, { tenant: operator.tenant, cn: "client64", ...byOperator(world.now) });
    expect((await detail(holder)).unused).toMatchObject({ by: null });
  });

  test("is told to the tenant's notice addresses", async () => {
    const { service } = world;
    await notifyAt(service, { tenant: operator.tenant, channel: "mail", address: "office@example.jp" }, byOperator(world.now));
    const holder = await world.issue("client65", 50);
    await issue(holder);
    const told = await service.store
      .selectFrom("notices")
      .select(["kind", "address"])
      .where("kind", "like", "recovery-code-%")
      .execute();
    expect(told).toEqual([{ kind: `recovery-code-${world.now.getTime()}-account:sato@u00000014`, address: "office@example.jp" }]);
  });
});

describe("recovery codes for several", () => {
  const json = { "Content-Type": "application/json" };
  const order = (holders: readonly Holder[], path: string, act = {}) => ({
    ...{ method: "POST", path, headers: { ...json, "Accept-Language": "en" } },
    body: JSON.stringify({ ...act, selection: named(...holders) }),
  });

  test("are one for each holder who can have one, in the answer only, and told of once", async () => {
    const twice = [await world.issue("client70", -10), await world.issue("client70", 50)];
    const [early, program] = [await world.issue("client71", 50), await world.issue("api72", 50)];
    contentOf(IssuedRecoveryCode, await issue(early));
    const selected = [...twice, early, program];
    const foretold = await operator.ask(order(selected, consolePaths.forecast, { act: { kind: "code" } }));
    const { refused, ...forecast } = contentOf(JobForecast, foretold);
    expect(forecast).toEqual({ total: 4, done: 2, unchanged: 1, overwritten: 1, along: 0 });
    expect(refused.map(({ code, count }) => [code, count])).toEqual([["type-not-renewable", 1]]);

    world.now = new Date(world.now.getTime() + 1000);
    await operator.confirm();
    const answer = await operator.ask(order(selected, consolePaths.recoveryCodes));
    const { holders, csv, address } = contentOf(IssuedRecoveryCodes, answer);
    expect(holders.map(({ cn, code, replaced, refusal }) => [cn, code !== null, replaced, refusal?.code])).toEqual([
      ["client70", true, false, undefined],
      ["client71", true, true, undefined],
      ["api72", false, false, "type-not-renewable"],
    ]);
    const [first, second] = holders;
    if (first?.code === undefined || first.code === null || second?.code === undefined) throw new Error("Codes were issued.");
    expect(csv.split("\r\n").map((line) => line.split(",").slice(0, 4).join(","))).toEqual([
      "\ufeffCN,device,remark,recovery code",
      `client70,,,${first.code}`,
      `client71,,,${second.code}`,
      "api72,,,",
      "",
    ]);
    expect(address).toBe(null);
    expect(issuedIn(await use("client70", first.code)).subject.cn).toBe("client70");
    const kind = `recovery-codes-${world.now.getTime()}-2-account:sato@u00000014`;
    const { store } = world.service;
    expect(await store.selectFrom("notices").select("kind").where("kind", "like", "recovery-codes-%").execute()).toEqual([
      { kind },
    ]);
    expect(JSON.stringify(await store.selectFrom("recoveryCodes").selectAll().execute())).not.toContain(first.code);
    expect(JSON.stringify(await readAudit(store, operator.tenant))).not.toContain(first.code);
    expect(readRecoveryCodeKind(kind)).toMatchObject({ holders: 2, actor: "account:sato@u00000014" });
  });

  test("are for those, too, whose replacement waits to be used and is not selected", async () => {
    const stuck = await world.issue("client74", 20);
    const { status } = await operator.ask({ method: "POST", path: `${pathOf(stuck)}/renewal` });
    expect(status).toBe(200);
    const foretold = await operator.ask(order([stuck], consolePaths.forecast, { act: { kind: "code" } }));
    expect(contentOf(JobForecast, foretold).done).toBe(1);
    const { holders } = contentOf(IssuedRecoveryCodes, await operator.ask(order([stuck], consolePaths.recoveryCodes)));
    expect(holders.map(({ cn, serial, code }) => [cn, serial, code !== null])).toEqual([["client74", stuck.serial, true]]);
  });

  test("need the second factor once more, and are not made by a job", async () => {
    const [holder, other] = [
      await world.issue("client73", -10),
      await administratorOf(world, { account: "ito", role: "operator" }),
    ];
    expect(refusalIn(await other.ask(order([holder], consolePaths.recoveryCodes)))).toEqual([403, "second-factor-needed"]);
    expect(refusalIn(await other.ask(order([holder], consolePaths.jobs, { act: { kind: "code" } })))).toEqual([
      400,
      "request-malformed",
    ]);
  });

  test("are made for at most 500 certificates at once", async () => {
    const { issuer } = operator.certificate;
    const common = { issuer, tenant: operator.tenant, spkiSha256: "", notBefore: 0, der: new Uint8Array() };
    const rows = Array.from({ length: 501 }, (_none, at) => {
      const serial = (0x4000_0000 + at).toString(16).toUpperCase();
      return { ...common, serial, cn: `client${1000 + at}`, issuedAt: 0, notAfter: world.now.getTime() + 60_000 };
    });
    await world.service.store.insertInto("certificates").values(rows).execute();
    const certificates = rows.map(({ serial }) => ({ issuer, serial }));
    const ask = async (some: typeof certificates) =>
      await operator.ask({
        ...{ method: "POST", path: consolePaths.recoveryCodes, headers: json },
        body: JSON.stringify({ selection: { by: "identity", certificates: some } }),
      });
    expect(refusalIn(await ask(certificates))).toEqual([400, "codes-exceeded"]);
    const { holders } = contentOf(IssuedRecoveryCodes, await ask(certificates.slice(1)));
    expect(new Set(holders.map(({ code }) => code)).size).toBe(500);
  });
});
