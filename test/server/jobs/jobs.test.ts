import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { CertificateDetail, CertificateList } from "../../../src/protocol/console/certificates.ts";
import { Job, JobForecast, JobList, type JobAct } from "../../../src/protocol/console/jobs.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { changeAccount } from "../../../src/server/accounts/manage-accounts.ts";
import { revokeAllTokens } from "../../../src/server/accounts/tokens/manage-tokens.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { requireOwn } from "../../../src/server/issuance/administration/own-certificate.ts";
import { orderRenewal } from "../../../src/server/issuance/renewal/renewal-order.ts";
import { closeTenant, openTenant } from "../../../src/server/issuance/tenants.ts";
import { forgetJobs } from "../../../src/server/jobs/forget-jobs.ts";
import { startJob } from "../../../src/server/jobs/start-job.ts";
import { readAudit, verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { rowAbout } from "../../../src/server/store/jobs/job-rows.ts";
import { findJob } from "../../../src/server/store/jobs/jobs.ts";
import { administratorOf, type LoggedInAdministrator } from "../../support/administrator.ts";
import { tokenOf, type TestToken } from "../../support/api-token.ts";
import { contentOf, pathOf, refusalIn } from "../../support/console-answers.ts";
import { renewed as renewedAt } from "../../support/enrolment.ts";
import { detailOf, finished, named, order, start, waitingJob } from "../../support/jobs.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";

let world: ThrowawayService;
let operator: LoggedInAdministrator;
beforeAll(async () => {
  world = await startService();
  operator = await administratorOf(world, { account: "sato", role: "operator" });
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function several(count: number, prefix: number, daysLeft = 50, tenant = "u00000014"): Promise<Holder[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, at) => await world.issue(`client${prefix + at}`, daysLeft, { tenant })),
  );
}

/** Renews as the holder does, with a key of their own. */
async function renewed(at: ThrowawayService, holder: Holder): Promise<Holder> {
  const { port, root } = at;
  const { serial, ...identity } = await renewedAt({ port, root, identity: holder }, { cn: holder.cn, o: holder.tenant });
  return { ...holder, ...identity, serial };
}

async function describeCertificate(who: LoggedInAdministrator, { issuer, serial }: Pick<Holder, "issuer" | "serial">) {
  return contentOf(CertificateDetail, await who.ask({ path: pathOf({ issuer, serial }) }));
}

async function trailOf({ issuer, serial }: Pick<Holder, "issuer" | "serial">): Promise<string[]> {
  return (await readAudit(world.service.store, `${issuer}/${serial}`)).map(({ actor, action }) => `${actor} ${action}`);
}

describe("a program's job", () => {
  const programOf = (token: TestToken): LoggedInAdministrator => ({
    ...operator,
    ask: async (sent) => await operator.ask({ ...sent, headers: { ...sent.headers, ...token.headers, Cookie: "" } }),
  });

  test("names the token, too, in the audit trail", async () => {
    const token = await tokenOf(world, { account: "sato" }, { scopes: ["act"] });
    const [due] = await several(1, 700);
    if (due === undefined) throw new Error("One was issued.");
    const { rows } = await finished(operator, await start(programOf(token), { kind: "renew" }, named(due)));
    const [issued] = rows.flatMap((row) => row.issued ?? []);
    if (issued === undefined) throw new Error("A renewal issues a certificate.");
    expect(await trailOf(issued)).toEqual([`account:sato@u00000014 token:${token.id} issued`]);
  });

  test("ends with the token", async () => {
    const token = await tokenOf(world, { account: "sato" }, { scopes: ["act"] });
    const [due] = await several(1, 710);
    if (due === undefined) throw new Error("One was issued.");
    const { store } = world.service;
    const act = { kind: "renew" } as const;
    const by = { user: "sato", actor: "", tenant: "u00000014", token: token.id, requireStill: async () => await Promise.resolve() };
    const { id } = await startJob(store, {
      ...{ act, by, now: world.now },
      async rowsIn(transaction) {
        await revokeAllTokens(transaction, byOperator(world.now));
        const { number } = await requireOwn(transaction, { tenant: due.tenant, issuer: due.issuer, serial: due.serial });
        return [rowAbout(number, 1)];
      },
    });
    expect((await finished(operator, id)).job).toMatchObject({
      done: 0,
      stopped: { by: null, refusal: { code: "token-not-valid" } },
    });
  });
});

describe("a renewal of several", () => {
  test("renews each that can be, and says of each other why not", async () => {
    const due = await several(3, 100);
    const [early] = await several(1, 110, 900);
    const server = await world.issue("api1", 50);
    if (early === undefined) throw new Error("One was issued.");
    const selection = named(...due, early, server);
    const forecast = contentOf(JobForecast, await order(operator, { kind: "renew" }, selection, consolePaths.forecast));
    expect(forecast).toMatchObject({ total: 5, done: 3, unchanged: 0, along: 0 });
    expect(forecast.refused.map(({ code, count }) => [code, count]).toSorted()).toEqual([
      ["not-due", 1],
      ["type-not-renewable", 1],
    ]);

    const id = await start(operator, { kind: "renew" }, selection);
    const { job, rows } = await finished(operator, id);
    expect(job).toMatchObject({ state: "finished", by: "sato", total: 5, done: 3, refused: 2, skipped: 0, act: { kind: "renew" } });
    expect(rows.map(({ cn, state, refusal }) => [cn, state, refusal?.code ?? null])).toEqual([
      ["client100", "done", null],
      ["client101", "done", null],
      ["client102", "done", null],
      ["client110", "refused", "not-due"],
      ["api1", "refused", "type-not-renewable"],
    ]);
    for (const { issued } of rows.slice(0, 3)) {
      if (issued === null) throw new Error("A renewal issues a certificate.");
      expect(await describeCertificate(operator, issued)).toMatchObject({ key: "kept", state: "applied-for" });
      expect(await trailOf(issued)).toEqual(["account:sato@u00000014 issued"]);
    }
    const trail = await readAudit(world.service.store, `job ${id}`);
    expect(trail.map(({ actor, action, tenant }) => [actor, action, tenant])).toEqual([
      ["account:sato@u00000014", "job-started", "u00000014"],
      ["account:sato@u00000014", "job-finished", "u00000014"],
    ]);
    const failed = await detailOf(operator, id, "?state=refused");
    expect([failed.total, failed.rows.map(({ cn }) => cn)]).toEqual([2, ["client110", "api1"]]);
  });

  test("repeats none: the same replacement is its result again, and one that the holder has begun is left alone", async () => {
    const [once, begun] = await several(2, 120);
    if (once === undefined || begun === undefined) throw new Error("Two were issued.");
    await renewed(world, begun);
    const selection = named(once, begun);
    const first = await finished(operator, await start(operator, { kind: "renew" }, selection));
    const forecast = contentOf(JobForecast, await order(operator, { kind: "renew" }, selection, consolePaths.forecast));
    expect(forecast).toMatchObject({ done: 0, unchanged: 1, refused: [{ code: "replacement-pending", count: 1 }] });
    const second = await finished(operator, await start(operator, { kind: "renew" }, selection));
    expect(first.rows.map(({ refusal }) => refusal?.code ?? null)).toEqual([null, "replacement-pending"]);
    expect(second.rows.map(({ issued, state }) => [issued, state])).toEqual(first.rows.map(({ issued, state }) => [issued, state]));
  });
});

describe("a revocation of several", () => {
  test("revokes them with those that belong to them, once each", async () => {
    const [old, single] = await several(2, 200);
    if (old === undefined || single === undefined) throw new Error("Two were issued.");
    const replacement = await renewed(world, old);
    const act: JobAct = { kind: "revoke", reason: "superseded", along: ["replacement"] };
    const forecast = contentOf(JobForecast, await order(operator, act, named(old, single), consolePaths.forecast));
    expect(forecast).toMatchObject({ total: 2, done: 2, along: 1, refused: [] });
    await finished(operator, await start(operator, act, named(old, single)));
    for (const each of [old, single, replacement]) {
      expect(await describeCertificate(operator, each)).toMatchObject({ state: "revoked", revocationReason: "superseded" });
      expect((await trailOf(each)).filter((entry) => entry.endsWith(" revoked"))).toEqual(["account:sato@u00000014 revoked"]);
    }
    const again = contentOf(JobForecast, await order(operator, act, named(old, single), consolePaths.forecast));
    expect(again).toMatchObject({ done: 0, unchanged: 2 });
  });
});

describe("a note on several", () => {
  test("changes what is named, and leaves the rest as it is", async () => {
    const [one, two] = await several(2, 300);
    if (one === undefined || two === undefined) throw new Error("Two were issued.");
    await finished(operator, await start(operator, { kind: "annotate", remark: "受付", device: "PC-1" }, named(one)));
    const act = { kind: "annotate", remark: "2階" } as const;
    const forecast = contentOf(JobForecast, await order(operator, act, named(one, two), consolePaths.forecast));
    expect(forecast).toMatchObject({ total: 2, done: 2, overwritten: 1, unchanged: 0 });
    await finished(operator, await start(operator, act, named(one, two)));
    expect(await describeCertificate(operator, one)).toMatchObject({ remark: "2階", device: "PC-1", edited: { by: "sato" } });
    expect(await describeCertificate(operator, two)).toMatchObject({ remark: "2階", device: "" });
  });

  test("is refused if it changes nothing", async () => {
    expect(refusalIn(await order(operator, { kind: "annotate" }, named(operator.certificate)))).toEqual([400, "request-malformed"]);
  });
});

describe("an order to renew several in certain hours", () => {
  const tonight = { kind: "order", reason: "computers are replaced", startsAt: null, endsAt: null } as const;
  const window = { from: "19:00", to: "23:00" };

  test("is given to each that renews, replaces an earlier one, and says of each other why not", async () => {
    const due = await several(2, 600, 900);
    const [again] = await several(1, 610, 900);
    const program = await world.issue("api60", 900);
    if (again === undefined) throw new Error("One was issued.");
    await finished(operator, await start(operator, { ...tonight, window: null }, named(again)));
    const selection = named(...due, again, program);
    const forecast = contentOf(JobForecast, await order(operator, { ...tonight, window }, selection, consolePaths.forecast));
    expect(forecast).toMatchObject({ total: 4, done: 3, unchanged: 0, overwritten: 1, along: 0 });
    expect(forecast.refused.map(({ code, count }) => [code, count])).toEqual([["type-not-renewable", 1]]);

    const { job, rows } = await finished(operator, await start(operator, { ...tonight, window }, selection));
    expect(job).toMatchObject({ act: { kind: "order", window }, done: 3, refused: 1 });
    expect(rows.map(({ state, refusal }) => [state, refusal?.code])).toEqual([
      ...Array.from({ length: 3 }, () => ["done", undefined]),
      ["refused", "type-not-renewable"],
    ]);
    for (const holder of [...due, again]) {
      const { order: placed } = await describeCertificate(operator, holder);
      expect(placed).toMatchObject({ by: "sato", reason: tonight.reason, window });
    }
    expect(await trailOf(again)).toContain("account:sato@u00000014 renewal-ordered");
  });

  test("remains that of the service's operators, where they have given one", async () => {
    const [urgent] = await several(1, 620, 900);
    if (urgent === undefined) throw new Error("One was issued.");
    const { serial } = urgent;
    await orderRenewal(world.service, { scope: { serial }, reason: "a stolen key", ...byOperator(world.now) });
    const forecast = contentOf(JobForecast, await order(operator, { ...tonight, window }, named(urgent), consolePaths.forecast));
    expect(forecast.refused.map(({ code }) => code)).toEqual(["order-of-operators"]);
    const { rows } = await finished(operator, await start(operator, { ...tonight, window }, named(urgent)));
    expect(rows.map(({ refusal }) => refusal?.code)).toEqual(["order-of-operators"]);
    expect((await describeCertificate(operator, urgent)).order).toMatchObject({ by: null, reason: "a stolen key" });
  });

  test("is refused if nobody would ever be prompted", async () => {
    const never = { ...tonight, window: { from: "19:00", to: "19:00" } };
    expect(refusalIn(await order(operator, never, named(operator.certificate)))).toEqual([400, "request-malformed"]);
  });
});

describe("a job on what a search finds", () => {
  test("acts on all of it, if it still finds the same", async () => {
    const who = await administratorOf(world, { account: "searching", tenant: "u20" });
    await several(30, 1, 40, "u20");
    const search = { search: "client", days: 60 } as const;
    const { mark } = contentOf(CertificateList, await who.ask({ path: "/api/certificates?search=client&days=60" }));
    const found = async (seen: string) =>
      await who.ask({
        ...{ method: "POST", path: consolePaths.jobs, headers: { "Content-Type": "application/json" } },
        body: JSON.stringify({ act: { kind: "annotate", device: "all" }, selection: { by: "search", search, mark: seen } }),
      });
    expect(refusalIn(await found("t-0-0"))).toEqual([409, "selection-changed"]);
    const { job } = await finished(who, contentOf(Job, await found(mark)).id);
    expect(job).toMatchObject({ total: 30, done: 30 });
  });
});

describe("a job", () => {
  test("is refused for another tenant's certificates as for unknown ones, and leaves nothing behind", async () => {
    const who = await administratorOf(world, { account: "curious", tenant: "u21" });
    expect(refusalIn(await order(who, { kind: "renew" }, named(who.certificate, operator.certificate)))).toEqual([
      404,
      "not-found",
    ]);
    expect(contentOf(JobList, await who.ask({ path: consolePaths.jobs }))).toMatchObject({ jobs: [], total: 0 });
  });

  test("waits while the organisation has renewed too many within an hour, leaves half to its holders, and then goes on", async () => {
    const small = { limits: { ...world.service.settings.limits, renewalsPerTenantPerHour: 6 } };
    await using limited = await startService({ settings: small });
    const who = await administratorOf(limited, { account: "sato" });
    const holders = await Promise.all(Array.from({ length: 4 }, async (_, at) => await limited.issue(`client${at + 1}`, 40)));
    const id = await start(who, { kind: "renew" }, named(...holders));
    await expect.poll(async () => (await detailOf(who, id)).job.state, { timeout: 60_000 }).toBe("paused");
    const { job } = await detailOf(who, id);
    expect(job).toMatchObject({ done: 3, refused: 0, paused: { code: "tenant-renewals-exceeded" } });
    const [, , , last] = holders;
    if (last === undefined) throw new Error("Four were issued.");
    await renewed(limited, last);
    limited.now = new Date(limited.now.getTime() + 61 * 60_000);
    expect((await finished(await administratorOf(limited, { account: "later" }), id)).job).toMatchObject({ done: 3, refused: 1 });
  });

  test("is stopped by an administrator: what is done remains, and the rest is skipped", async () => {
    const holders = await several(30, 400);
    const id = await start(operator, { kind: "renew" }, named(...holders));
    const stopped = contentOf(Job, await operator.ask({ method: "POST", path: `${consolePaths.jobs}/${id}/stop` }));
    expect(stopped).toMatchObject({ state: "stopped", stopped: { by: "sato", refusal: null }, total: 30 });
    expect(stopped.done + stopped.refused + stopped.skipped).toBe(30);
    expect(stopped.skipped).toBeGreaterThan(0);
    const renewals = await Promise.all(holders.map(async (each) => (await describeCertificate(operator, each)).replacement));
    expect(renewals.filter((each) => each !== null)).toHaveLength(stopped.done);
    const again = contentOf(Job, await operator.ask({ method: "POST", path: `${consolePaths.jobs}/${id}/stop` }));
    expect(again).toEqual(stopped);
    const { body } = await operator.ask({ path: `${consolePaths.jobs}/${id}/results` });
    expect(body.split(",未処理,")).toHaveLength(stopped.skipped + 1);
    const actions = (await readAudit(world.service.store, `job ${id}`)).map(({ action }) => action);
    expect(actions).toEqual(["job-started", "job-stopped"]);
  });

  test.each([
    ["is disabled", "disable", "not-logged-in"],
    ["may only look", "viewer", "role-insufficient"],
  ] as const)("ends once the account that started it %s", async (_, change, because) => {
    const tenant = `u-${change}`;
    const leaving = await administratorOf(world, { account: "leaving", tenant, role: "operator" });
    const staying = await administratorOf(world, { account: "staying", tenant });
    const holders = await several(30, 1, 50, tenant);
    const id = await start(leaving, { kind: "renew" }, named(...holders));
    const { store } = world.service;
    if (change === "disable") await changeAccount(store, { tenant, name: "leaving" }, "disable", byOperator(world.now));
    else
      await store
        .updateTable("accounts")
        .set({ role: "viewer" })
        .where("tenant", "=", tenant)
        .where("name", "=", "leaving")
        .execute();
    const { job } = await finished(staying, id);
    expect(job).toMatchObject({ state: "stopped", stopped: { by: null, refusal: { code: because } } });
    expect(job.skipped).toBeGreaterThan(0);
  });

  test.each([
    ["an account that is reset", "not-logged-in"],
    ["an account that is disabled and enabled again", "not-logged-in"],
    ["an organisation that is closed and opened again", "tenant-closed"],
  ] as const)("ends with %s, even while it waits", async (whose, because) => {
    const tenant = `u-${whose.replaceAll(" ", "-").slice(-20)}`;
    const leaving = await administratorOf(world, { account: "leaving", tenant, role: "operator" });
    const [holder] = await several(1, 1, 50, tenant);
    if (holder === undefined) throw new Error("One was issued.");
    const { store } = world.service;
    const id = await waitingJob(world, leaving.account, holder);
    const act = byOperator(world.now);
    if (because === "tenant-closed") {
      await closeTenant(world.service, tenant, act);
      await openTenant(world.service, tenant, act);
    } else if (whose.endsWith("reset")) await changeAccount(store, { tenant, name: leaving.account }, "reset", act);
    else {
      await changeAccount(store, { tenant, name: leaving.account }, "disable", act);
      await changeAccount(store, { tenant, name: leaving.account }, "enable", act);
    }
    expect(await findJob(store, id)).toMatchObject({ stoppedBecause: because });
    const [last] = (await readAudit(store, `job ${id}`)).slice(-1);
    expect([last?.actor, last?.action]).toEqual(["operator", "job-stopped"]);
  });

  test("ends once its organisation is closed, and then changes nothing any more", async () => {
    const tenant = "u-closed";
    const who = await administratorOf(world, { account: "sato", tenant });
    const holders = await several(30, 1, 50, tenant);
    const id = await start(who, { kind: "revoke", reason: "superseded", along: [] }, named(...holders));
    await closeTenant(world.service, tenant, byOperator(world.now));
    const { store } = world.service;
    const find = async () => await findJob(store, id);
    await expect.poll(find, { timeout: 60_000 }).toMatchObject({ stoppedBecause: "tenant-closed" });
    expect((await find())?.skipped).toBeGreaterThan(0);
  });

  test("does not start while the organisation has as many unfinished as are worked on in turn", async () => {
    const busy = await administratorOf(world, { account: "busy", tenant: "u22" });
    const holders = await several(10, 1, 50, "u22");
    const started: string[] = [];
    for (;;) {
      const answer = await order(busy, { kind: "renew" }, named(...holders));
      if (answer.status !== 200) {
        expect(refusalIn(answer)).toEqual([429, "jobs-exceeded"]);
        break;
      }
      started.push(contentOf(Job, answer).id);
      expect(started.length).toBeLessThan(20);
    }
    for (const id of started) await busy.ask({ method: "POST", path: `${consolePaths.jobs}/${id}/stop` });
    const { jobs, total } = contentOf(JobList, await busy.ask({ path: consolePaths.jobs }));
    expect([total, jobs.map(({ id }) => id).toSorted()]).toEqual([started.length, started.toSorted()]);
  });

  test("is forgotten with its rows after as many days as the settings say, unless it is unfinished", async () => {
    const [holder] = await several(1, 510);
    if (holder === undefined) throw new Error("One was issued.");
    const id = await start(operator, { kind: "annotate", remark: "x" }, named(holder));
    await finished(operator, id);
    const after = (days: number) => new Date(world.now.getTime() + days * dayInMilliseconds);
    expect(await forgetJobs(world.service, after(89))).toBe(0);
    expect(await forgetJobs(world.service, after(91))).toBeGreaterThan(0);
    expect(refusalIn(await operator.ask({ path: `${consolePaths.jobs}/${id}` }))).toEqual([404, "not-found"]);
    expect(await world.service.store.selectFrom("jobRows").selectAll().where("job", "=", id).execute()).toEqual([]);
  });

  test("leaves the audit trail whole", async () => {
    expect(await verifyAudit(world.service.store)).not.toHaveProperty("broken");
  });
});
