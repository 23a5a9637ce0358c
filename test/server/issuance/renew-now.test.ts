import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { occasion } from "../../../src/dialog/machine/occasion.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { orderRenewal, type RenewalScope } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { readAudit } from "../../../src/server/store/audit/audit.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf, renewed } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { numberOf } from "../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import type { Connection, Identity } from "../../support/tls-client.ts";

let world: ThrowawayService;
beforeAll(async () => {
  world = await startService();
});
afterAll(async () => await world[Symbol.asyncDispose]());

function connect(identity: Identity): Connection {
  return { port: world.port, root: world.root, identity };
}

let used = 1;
/** A certificate with two years left, of a new tenant. */
async function someone(cn = "client28"): Promise<Holder> {
  const tenant = `ordered${used++}`;
  await createTenant(world.service, { name: tenant, product: "weborca", ...byOperator(world.now) });
  return await world.issue(cn, 730, { tenant });
}

test("an order for a holder's certificate cannot be taken for one for the whole tenant", () => {
  expectTypeOf<{ readonly tenant: string }>().toExtend<RenewalScope>();
  expectTypeOf<{ readonly serial: string; readonly issuer: string }>().toExtend<RenewalScope>();
  expectTypeOf<Holder>().not.toExtend<RenewalScope>();
  expectTypeOf<Pick<Holder, "tenant" | "cn">>().not.toExtend<RenewalScope>();
});

async function order(scope: RenewalScope, until?: Date, reason = "key left on a share"): Promise<number> {
  return await orderRenewal(world.service, { scope, reason, until, ...byOperator(world.now) });
}

/** Advances the clock. */
function later(milliseconds: number): void {
  world.now = new Date(world.now.getTime() + milliseconds);
}

describe("an order to renew now", () => {
  test("makes a certificate with two years left due on every host, and opens the dialog", async () => {
    const holder = await someone();
    const before = await askStatus(connect(holder));
    expect([before.due, before.refusal?.code, occasion(before)]).toEqual([false, "not-due", undefined]);
    expect(await order({ tenant: holder.tenant })).toBe(1);
    const status = await askStatus(connect(holder));
    expect([status.due, status.refusal, occasion(status)]).toEqual([true, null, "prompt"]);
    expect(status.window).toMatchObject({ from: world.now.toISOString(), prompt: world.now.toISOString() });
    expect(status.askAgainAfter).toBeGreaterThanOrEqual(3600);
    expect(status.askAgainAfter).toBeLessThanOrEqual(3600 * 1.1);
  });

  test("is in the status with its reason, until the certificate is due anyway or has been renewed", async () => {
    const holder = await someone();
    expect((await askStatus(connect(holder))).order).toBe(null);
    await order({ serial: holder.serial });
    const at = world.now;
    expect((await askStatus(connect(holder))).order).toEqual({ at: at.toISOString(), reason: "key left on a share" });
    // Its usual prompt date.
    world.now = new Date(holder.notAfter.getTime() - 90 * dayInMilliseconds - 1);
    expect((await askStatus(connect(holder))).order?.at).toBe(at.toISOString());
    later(1);
    expect(await askStatus(connect(holder))).toMatchObject({ due: true, order: null });
    world.now = at;
    later(1);
    await renewed(connect(holder), { cn: holder.cn, o: holder.tenant }, { kind: "none-pending" }).then(connect).then(askStatus);
    expect(await askStatus(connect(holder))).toMatchObject({ refusal: { code: "already-renewed" }, order: null });
  });

  test.each([
    ["a reason in several lines", "stolen\nlaptop", "stolen laptop"],
    ["a reason that reverses the writing direction", "a\u202eb", "a b"],
    ["a reason of only invisible characters", "\u200b\n", null],
    ["a reason of a thousand characters", "x".repeat(1000), "x".repeat(300)],
    ["a reason whose last character would be cut in two", `${"x".repeat(299)}\u{1f511}`, `${"x".repeat(299)}\ufffd`],
  ])("%s is shown in one line of readable text", async (_, reason, shown) => {
    const holder = await someone();
    await order({ serial: holder.serial }, undefined, reason);
    expect((await askStatus(connect(holder))).order?.reason).toBe(shown);
  });

  test("made before holders were shown reasons is in the status without one", async () => {
    const holder = await someone();
    await order({ serial: holder.serial });
    await world.service.store
      .updateTable("renewalOrders")
      .set({ holderReason: null })
      .where("certificate", "=", await numberOf(world.service.store, holder.serial))
      .execute();
    expect((await askStatus(connect(holder))).order).toMatchObject({ reason: null });
  });

  test("applies once: the replacement is not due, nor is the certificate after the first use", async () => {
    const holder = await someone();
    await order({ serial: holder.serial });
    later(1);
    const replacement = await renewed(connect(holder), { cn: holder.cn, o: holder.tenant }, { kind: "none-pending" });
    const status = await askStatus(connect(replacement));
    expect([status.due, status.refusal?.code]).toEqual([false, "not-due"]);
    expect(status.askAgainAfter).toBeGreaterThanOrEqual(86_400);
    expect((await askStatus(connect(holder))).refusal?.code).toBe("already-renewed");
  });

  test("is not satisfied by an earlier replacement, which can be replaced with any key", async () => {
    const holder = await world.issue(`client${1000 + used++}`, 71);
    const subject = { cn: holder.cn, o: holder.tenant };
    const { body } = await makeRequest(subject);
    const [pending] = certificatesOf(await enrol(connect(holder), body));
    later(1);
    await order({ serial: holder.serial });
    later(1);
    const status = await askStatus(connect(holder));
    expect([status.pending, status.due, status.refusal, occasion(status)]).toEqual([null, true, null, "prompt"]);
    const [again] = certificatesOf(await enrol(connect(holder), body, { kind: "none-pending" }));
    expect(again.serial).not.toBe(pending.serial);
    expect(certificatesOf(await enrol(connect(holder), body))[0].serial).toBe(again.serial);
    expect((await askStatus(connect(holder))).pending?.serial).toBe(again.serial);
  });

  test("allows replacing the pending one that the caller names, although it no longer counts", async () => {
    const holder = await world.issue(`client${1000 + used++}`, 71);
    const subject = { cn: holder.cn, o: holder.tenant };
    const { serial } = await renewed(connect(holder), subject);
    later(1);
    await order({ serial: holder.serial });
    later(1);
    await renewed(connect(holder), subject, { kind: "replaces", serial });
  });

  test("applies to one tenant's certificates, one certificate, or all", async () => {
    const [one, other] = [await someone(), await someone()];
    await order({ tenant: one.tenant });
    expect((await askStatus(connect(one))).due).toBe(true);
    expect((await askStatus(connect(other))).due).toBe(false);
    await order({ serial: other.serial });
    expect((await askStatus(connect(other))).due).toBe(true);
    const third = await someone();
    expect((await askStatus(connect(third))).due).toBe(false);
    expect(await order("all")).toBeGreaterThanOrEqual(3);
    expect((await askStatus(connect(third))).due).toBe(true);
    later(1);
  });

  test("does not make a non-renewable type renewable, and the holder's status says so", async () => {
    const holder = await someone("api170");
    await order({ tenant: holder.tenant });
    const status = await askStatus(connect(holder));
    expect([status.due, status.refusal?.code, occasion(status)]).toEqual([true, "type-not-renewable", "refusal"]);
    expect(refusalOf(await enrol(connect(holder), (await makeRequest({ cn: "api170", o: holder.tenant })).body))).toBe(
      "403 type-not-renewable",
    );
  });

  test("ends at its time, and is cancelled by a later one that has ended", async () => {
    const holder = await someone();
    await order({ tenant: holder.tenant }, new Date(world.now.getTime() + dayInMilliseconds));
    later(dayInMilliseconds - 1);
    expect((await askStatus(connect(holder))).due).toBe(true);
    later(1);
    expect((await askStatus(connect(holder))).due).toBe(false);
    expect(refusalOf(await enrol(connect(holder), (await makeRequest({ cn: holder.cn, o: holder.tenant })).body))).toBe(
      "403 not-due",
    );
    await order({ tenant: holder.tenant });
    expect((await askStatus(connect(holder))).due).toBe(true);
    await order({ tenant: holder.tenant }, world.now);
    expect((await askStatus(connect(holder))).due).toBe(false);
  });

  test("is recorded, and is rejected for unknown certificates", async () => {
    const holder = await someone();
    await order({ tenant: holder.tenant });
    const entries = await readAudit(world.service.store, holder.tenant);
    const detail = { reason: "key left on a share", until: null, affected: 1 };
    expect(entries.at(-1)).toMatchObject({ actor: "operator", action: "renewal-ordered", detail: JSON.stringify(detail) });
    for (const [scope, code] of [
      [{ tenant: "nobody" }, "tenant-unknown"],
      [{ serial: "00FF" }, "certificate-unknown"],
    ] as const) {
      const error = await order(scope).catch((thrown: unknown) => thrown);
      expect(error instanceof OperatorError && error.code).toBe(code);
    }
  });
});

describe("koshin renew-now", () => {
  const run = (...args: string[]): ReturnType<typeof runHere> => runHere("renew-now", "--data", world.data, "--json", ...args);

  test("takes effect immediately in a running service", async () => {
    const holder = await someone();
    world.now = new Date();
    const { code, stdout } = await run("--tenant", holder.tenant, "--reason", "drill", "--until", "2999-12-31");
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        scope: { tenant: holder.tenant },
        reason: "drill",
        from: null,
        hours: null,
        until: "2999-12-31T00:00:00.000Z",
        affected: 1,
      },
    ]);
    world.now = new Date();
    expect((await askStatus(connect(holder))).due).toBe(true);
  });

  test("has certificates renewed in certain hours, from a moment on, and says so", async () => {
    const holder = await someone();
    const order = ["--tenant", holder.tenant, "--reason", "drill", "--from", "2999-01-01", "--hours", "19:00-23:00"];
    const { stdout } = await runHere("renew-now", "--data", world.data, ...order);
    expect(stdout).toMatch(/^1 certificate is due from 2999-01-01T00:00:00\.000Z on, daily 19:00-23:00\./);
    world.now = new Date();
    expect((await askStatus(connect(holder))).due).toBe(false);
    const { stdout: shown } = await runHere("show", "--data", world.data, "--serial", holder.serial);
    expect(shown).toContain("to be renewed from 2999-01-01T00:00:00.000Z on, daily 19:00-23:00, by an order of");
  });

  test("cancels an earlier order with an end in the past, and says so", async () => {
    const holder = await someone();
    world.now = new Date();
    const order = ["renew-now", "--data", world.data, "--tenant", holder.tenant, "--reason", "drill"];
    expect((await runHere(...order)).stdout).toMatch(/^1 certificate is due now\./);
    const { stdout } = await runHere(...order, "--until", "2020-01-01");
    expect(stdout).toContain("Earlier orders are cancelled for 1 certificate, which is due");
    expect(stdout).not.toContain("due now");
    world.now = new Date();
    expect((await askStatus(connect(holder))).due).toBe(false);
  });

  test.each([
    [[]],
    [["--all"]],
    [["--reason", "x"]],
    [["--all", "--tenant", "u1", "--reason", "x"]],
    [["--all", "--serial", "00FF", "--reason", "x"]],
    [["--all", "--reason", "x", "--until", "soon"]],
    [["--all", "--reason", "x", "--hours", "19:00"]],
    [["--all", "--reason", "x", "--hours", "19:00-19:00"]],
    [["--all", "--reason", "x", "--hours", "19-23"]],
  ])("reports %j as a usage error", async (args) => {
    expect((await run(...args)).code).toBe(2);
  });
});
