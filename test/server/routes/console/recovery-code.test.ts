import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CertificateDetail } from "../../../../src/protocol/console/certificates.ts";
import { CancelledRecoveryCode, IssuedRecoveryCode } from "../../../../src/protocol/console/recovery-code.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../../../src/server/issuance/recovery/recovery-codes.ts";
import { notifyAt } from "../../../../src/server/notices/addresses.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { contentOf, pathOf, refusalIn } from "../../../support/console-answers.ts";
import { issuedIn, makeRequest } from "../../../support/enrolment.ts";
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
