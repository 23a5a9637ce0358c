import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccountList, Invitation } from "../../../../src/protocol/console/accounts.ts";
import { Job } from "../../../../src/protocol/console/jobs.ts";
import { FreshRecoveryCodes } from "../../../../src/protocol/console/own-account.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { PresentTenantRules } from "../../../../src/protocol/console/tenant-rules.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { verifyTrail } from "../../../../src/server/issuance/audit/verify-trail.ts";
import { closeTenant, createTenant } from "../../../../src/server/issuance/tenants.ts";
import { serve, type RunningService } from "../../../../src/server/serve.ts";
import { findJob } from "../../../../src/server/store/jobs/jobs.ts";
import { contentOf, pathOf } from "../../../support/console-answers.ts";
import { logIn, type FullLogin } from "../../../support/full-login.ts";
import { existingRecord } from "../../../support/records.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let other: RunningService;
let holder: Holder;
beforeAll(async () => {
  world = await startService();
  other = await serve({ data: world.data, port: 0, clock: () => world.now, log: "silent" });
  await other.firstRound;
  holder = await world.issue("client1", 1000);
});
afterAll(async () => {
  await other.close();
  await world[Symbol.asyncDispose]();
});

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a session. */
  readonly cookie?: string;
}

/** Sends a request to one of the two processes. */
async function at(port: number, { method = "GET", path, body, headers = {}, cookie = "" }: Asked): Promise<Received> {
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const to = { port, root: world.root, host: "ctrl.localhost", identity: holder };
  return await send(to, { method, path, headers: { ...json, Cookie: cookie, ...headers }, ...content });
}

/** The same request to both at the same moment, several times. @returns the statuses, those of one process and the other mixed */
async function atBoth(...asked: readonly Asked[]): Promise<number[]> {
  const answers = asked.flatMap((each, index) => {
    const ports = index % 2 === 0 ? [world.port, other.port] : [other.port, world.port];
    return ports.map(async (port) => (await at(port, each)).status);
  });
  return (await Promise.all(answers)).sort((one, next) => one - next);
}

/** The cookie of a session that has begun with the password, in one of the processes. */
async function begun({ user, password }: FullLogin, port: number): Promise<string> {
  const answer = await at(port, { method: "POST", path: consolePaths.session, body: { user, password } });
  expect(answer.status).toBe(200);
  return (answer.headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "";
}

describe("two processes of one service take once", () => {
  test("a code of the app, and a recovery code", async () => {
    const login = await logIn(world, holder);
    await login.confirm();
    const made = await login.ask({ method: "POST", path: consolePaths.ownRecoveryCodes });
    const [recoveryCode = ""] = contentOf(FreshRecoveryCodes, made).recoveryCodes;
    for (const code of [login.nextCode(), recoveryCode]) {
      const sessions = [await begun(login, world.port), await begun(login, other.port)];
      const path = consolePaths.secondFactor;
      const statuses = await atBoth(...sessions.map((cookie) => ({ method: "POST", path, body: { code }, cookie })));
      expect(statuses.filter((status) => status === 200)).toEqual([200]);
    }
  });

  test("an invitation", async () => {
    const login = await logIn(world, holder);
    await login.confirm();
    const body = { name: "guest", personName: "", role: "viewer", mail: null };
    const invited = await login.ask({ method: "POST", path: consolePaths.accounts, body });
    const { link } = contentOf(Invitation, { status: 200, body: invited.body });
    const token = link.split("/").at(-1);
    const accept = { method: "POST", path: consolePaths.invitation, body: { token, password: "several words of mine" } };
    expect((await atBoth(accept, accept)).filter((status) => status === 200)).toEqual([200]);
  });

  test("a renewal; a revocation of both at the same moment leaves none of them valid", async () => {
    const { cookie } = await logIn(world, holder);
    const { store } = world.service;
    for (let round = 0; round < 4; round++) {
      const old = await world.issue(`client${10 + round}`, 50);
      const renewal = { method: "POST", path: `${pathOf(old)}/renewal`, body: {}, cookie };
      const revocation = {
        ...renewal,
        path: `${pathOf(old)}/revocation`,
        body: { reason: "key-compromise", along: ["replacement"] },
      };
      const [first, second] = round % 2 === 0 ? [renewal, revocation] : [revocation, renewal];
      await atBoth(first, second);
      const { number, revokedAt } = await existingRecord(store, old.serial);
      expect(revokedAt).not.toBeNull();
      const replacements = await store.selectFrom("certificates").select("revokedAt").where("replaces", "=", number).execute();
      expect(replacements.length).toBeLessThan(2);
      expect(replacements.filter((each) => each.revokedAt === null)).toEqual([]);
    }
  });

  test("a change of the tenant's rules", async () => {
    const login = await logIn(world, holder);
    await login.confirm();
    const { rules, version } = contentOf(PresentTenantRules, await login.ask({ path: consolePaths.tenantRules }));
    const headers = { "If-Match": `"${version}"` };
    const change = (promptDays: number): Asked => ({
      ...{ method: "PUT", path: consolePaths.tenantRules, headers, body: { ...rules, promptDays }, cookie: login.cookie },
    });
    const statuses = await atBoth(change(70), change(71), change(72));
    expect(statuses.filter((status) => status < 300)).toHaveLength(1);
  });
});

describe("what one process was told counts in the other", () => {
  test("at once: a log-out", async () => {
    const login = await logIn(world, holder);
    const { cookie } = login;
    expect((await at(other.port, { path: consolePaths.accounts, cookie })).status).toBe(200);
    expect((await at(other.port, { method: "DELETE", path: consolePaths.session, cookie })).status).toBe(204);
    for (const port of [world.port, other.port]) expect((await at(port, { path: consolePaths.accounts, cookie })).status).toBe(401);
  });

  test("while it acts: another role", async () => {
    const [login, by] = [await logIn(world, holder), await logIn(world, holder)];
    await login.confirm();
    await by.confirm();
    const account = `${consolePaths.accounts}/${login.user}`;
    const { accounts } = contentOf(AccountList, await by.ask({ path: consolePaths.accounts }));
    const { version = "" } = accounts.find(({ name }) => name === login.user) ?? {};
    const headers = { "If-Match": `"${version}"` };
    const body = { personName: "", role: "viewer", mail: null };
    const demotion = { method: "PUT", path: account, headers, body, cookie: by.cookie };
    const acts = Array.from({ length: 12 }, (_, index): Asked => {
      const invited = { name: `late${index}`, personName: "", role: "administrator", mail: null };
      return { method: "POST", path: consolePaths.accounts, cookie: login.cookie, body: invited };
    });
    await Promise.all([
      ...acts.slice(0, 4).map(async (act) => await at(other.port, act)),
      at(world.port, demotion),
      ...acts.slice(4).map(async (act) => await at(other.port, act)),
    ]);
    const entries = await world.service.store.selectFrom("audit").selectAll().orderBy("number").execute();
    const changed = entries.findIndex(({ action, object }) => action === "account-changed" && object.startsWith(login.user + "@"));
    expect(changed).toBeGreaterThan(0);
    expect(entries.slice(changed + 1).filter(({ actor }) => actor === `account:${login.user}@u00000014`)).toEqual([]);
  });
});

test("nothing is issued to a tenant by a job once another process has closed it", async () => {
  const tenant = "u00000099";
  await createTenant(world.service, { name: tenant, product: "weborca", ...byOperator(world.now) });
  const own = await world.issue("client1", 1000, { tenant });
  const login = await logIn(world, own, { tenant });
  const due = await Promise.all(Array.from({ length: 30 }, (_, index) => world.issue(`client${100 + index}`, 50, { tenant })));
  const certificates = due.map(({ issuer, serial }) => ({ issuer, serial }));
  const body = { act: { kind: "renew" }, selection: { by: "identity", certificates } };
  const { id } = contentOf(Job, await login.ask({ method: "POST", path: consolePaths.jobs, body }));
  const { store } = other.service;
  await expect.poll(async () => (await findJob(store, id))?.done, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
  await closeTenant(other.service, tenant, byOperator(world.now));
  await expect.poll(async () => (await findJob(store, id))?.finishedAt, { timeout: 60_000 }).not.toBeNull();
  const entries = await store
    .selectFrom("audit")
    .select(["action", "actor"])
    .where("tenant", "=", tenant)
    .orderBy("number")
    .execute();
  const closed = entries.findIndex(({ action }) => action === "tenant-closed");
  expect(closed).toBeGreaterThan(0);
  expect(entries.slice(closed + 1).filter(({ action }) => action === "issued")).toEqual([]);
});

test("the audit trail agrees with all of this", async () => {
  expect((await verifyTrail(world.service)).findings).toEqual([]);
});
