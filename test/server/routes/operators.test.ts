import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  AnnouncementList,
  FoundAcross,
  operatorPaths,
  PolicyDefaults,
  SheetForOperators,
  TenantForOperators,
  TenantList,
  WholeTrailPage,
} from "../../../src/protocol/console/operators.ts";
import { consolePaths } from "../../../src/protocol/console/paths.ts";
import { Notices } from "../../../src/protocol/console/tenant.ts";
import { TrailPage } from "../../../src/protocol/console/trail.ts";
import { addSystemOperator } from "../../../src/server/accounts/add-system-operator.ts";
import { changeAccount } from "../../../src/server/accounts/manage-accounts.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { isForAccounts, isForOperators } from "../../../src/server/routes/description/operation.ts";
import { operations } from "../../../src/server/routes/operations.ts";
import { systemTenant } from "../../../src/server/store/accounts/system-operators.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { reconcile } from "../../../src/server/store/audit/reconcile.ts";
import { writeNotes } from "../../../src/server/store/certificates/certificate-notes.ts";
import { transact } from "../../../src/server/store/transact.ts";
import { administrationUses, type Uses } from "../../support/administration-uses.ts";
import { administratorOf, type LoggedInAdministrator } from "../../support/administrator.ts";
import { tokenOf } from "../../support/api-token.ts";
import { contentOf } from "../../support/console-answers.ts";
import { refusalOf } from "../../support/enrolment.ts";
import { createLightAccount } from "../../support/light-account.ts";
import { operatorUses } from "../../support/operator-uses.ts";
import { operatorOf, withOperators, type LoggedInOperator } from "../../support/system-operator.ts";
import { startService, type Holder, type ThrowawayService } from "../../support/throwaway-service.ts";
import { send, type Received, type Sent } from "../../support/tls-client.ts";

let world: ThrowawayService;
let certificate: Holder;
let operator: LoggedInOperator;
let administrator: LoggedInAdministrator;
/** Of another tenant. */
let other: LoggedInAdministrator;
let ofOperators: Uses;
let ofTenants: Uses;
beforeAll(async () => {
  world = await startService({ settings: withOperators });
  certificate = await world.issue("client777", 1000);
  operator = await operatorOf(world, { certificate });
  administrator = await administratorOf(world, { account: "kasahara" });
  other = await administratorOf(world, { account: "tanaka", tenant: "u2" });
  await createTenant(world.service, { name: "elsewhere", product: "weborca", ...byOperator(world.now) });
  ofOperators = operatorUses(operator, { holder: certificate, elsewhere: "elsewhere" });
  ofTenants = administrationUses(world, { holder: certificate, administrator });
});
afterAll(async () => await world[Symbol.asyncDispose]());

type Host = "operate.localhost" | "ctrl.localhost";
const json = { "Content-Type": "application/json" };

async function ask(host: Host, identity: Holder | undefined, sent: Sent): Promise<Received> {
  return await send({ port: world.port, root: world.root, host, identity }, sent);
}

/** Everything of an answer that could tell two of them apart. */
function octetsOf({ status, headers, body }: Received): unknown {
  const { date, "x-request-id": id, ...rest } = headers;
  expect([date, id]).not.toContain(undefined);
  return { status, headers: rest, body };
}

const forOperators = operations.filter(isForOperators).map(({ id }) => id);
const forAccounts = operations.filter(isForAccounts);

describe.each(forOperators)("%s", (id) => {
  const use = async () => {
    const made = await ofOperators[id]?.();
    if (made === undefined) throw new Error("No valid request for this operation.");
    return made;
  };

  test("answers a system operator alone", async () => {
    const { identity, sent } = await use();
    const answer = await send(
      { port: world.port, root: world.root, host: "operate.localhost", ...(identity ? { identity } : {}) },
      sent,
    );
    expect([200, 204]).toContain(answer.status);
  });

  test("is refused to a tenant's administrator like anything else on this host", async () => {
    const { sent } = await use();
    const headers = { ...sent.headers, Cookie: administrator.cookie };
    const refused = await ask("operate.localhost", administrator.certificate, { ...sent, headers });
    const nobody = await ask("operate.localhost", administrator.certificate, { ...sent, headers: json });
    expect(refusalOf(refused)).toBe("403 not-system-operator");
    expect(octetsOf(refused)).toEqual(octetsOf(nobody));
  });

  test("is refused with the operator's certificate and a tenant's session, like a session that never was", async () => {
    const { sent } = await use();
    const withCookie = async (cookie: string) =>
      await ask("operate.localhost", certificate, { ...sent, headers: { ...sent.headers, Cookie: cookie } });
    const crossed = await withCookie(administrator.cookie);
    expect(refusalOf(crossed)).toBe("401 not-logged-in");
    expect(octetsOf(crossed)).toEqual(octetsOf(await withCookie(`__Host-session=${"A".repeat(43)}`)));
  });

  test("is no address of the tenants' site, whoever asks", async () => {
    const { sent } = await use();
    const there = await ask("ctrl.localhost", certificate, sent);
    expect(refusalOf(there)).toBe("404 not-found");
    expect(octetsOf(there)).toEqual(octetsOf(await ask("ctrl.localhost", certificate, { ...sent, path: "/api/system/nothing" })));
  });

  test("accepts no token, and no page of another site", async () => {
    const { sent } = await use();
    const { token } = await tokenOf(world, { account: administrator.account });
    const authorised = { ...sent, headers: { ...json, Authorization: `Bearer ${token}` } };
    expect(refusalOf(await ask("operate.localhost", certificate, authorised))).toBe("401 not-logged-in");
    const crossSite = { ...sent, headers: { ...sent.headers, Authorization: "Bearer x", "Sec-Fetch-Site": "cross-site" } };
    expect(refusalOf(await ask("operate.localhost", certificate, crossSite))).toBe("403 cross-site");
  });

  test("is refused while the second factor is missing", async () => {
    const { sent } = await use();
    const { store } = world.service;
    const mine = store.updateTable("sessions").where("tenant", "=", systemTenant);
    await mine.set({ step: "second-factor" }).execute();
    const refused = await ask("operate.localhost", certificate, sent);
    await mine.set({ step: "open" }).execute();
    expect(refusalOf(refused)).toBe("403 second-factor-needed");
  });
});

describe.each(forAccounts.map(({ id, hosts }) => [id, hosts] as const))("the tenants' %s", (id, hosts) => {
  test("knows no system operator's session, and is not on their host unless it is about sessions", async () => {
    const made = await ofTenants[id]?.();
    if (made === undefined) throw new Error("No valid request for this operation.");
    const { sent } = made;
    const withCookie = async (cookie: string) =>
      await ask("ctrl.localhost", certificate, { ...sent, headers: { ...sent.headers, Cookie: cookie } });
    const crossed = await withCookie(operator.cookie);
    const never = await withCookie(`__Host-session=${"A".repeat(43)}`);
    expect(octetsOf(crossed)).toEqual(octetsOf(never));
    expect(crossed.status).toBe(401);
    if (hosts.includes("operator")) return;
    const headers = { ...sent.headers, Cookie: operator.cookie };
    expect((await ask("operate.localhost", certificate, { ...sent, headers })).status).toBe(404);
  });
});

describe("logging in", () => {
  const body = JSON.stringify({ user: "sato", password: "kaoru-no-akikaze" });
  const sent = { method: "POST", path: consolePaths.session, headers: json, body };

  test("needs the certificate that the account names", async () => {
    const { status, body: answer } = await ask("operate.localhost", certificate, sent);
    expect([status, JSON.parse(answer)]).toMatchObject([200, { role: "system-operator", step: "enrolment", tenant: "u00000014" }]);
    expect(refusalOf(await ask("operate.localhost", other.certificate, sent))).toBe("403 not-system-operator");
    expect(refusalOf(await ask("operate.localhost", undefined, sent))).toBe("401 no-certificate");
  });

  test("does not tell another operator that a password is right", async () => {
    const theirs = await world.issue("client778", 1000);
    await operatorOf(world, { name: "ito", certificate: theirs });
    const right = await ask("operate.localhost", theirs, sent);
    const wrong = await ask("operate.localhost", theirs, { ...sent, body: JSON.stringify({ user: "sato", password: "wrong" }) });
    expect(refusalOf(right)).toBe("403 login-wrong");
    expect(octetsOf(right)).toEqual(octetsOf(wrong));
    // Not by what is counted either: of six wrong ones in a row, five are compared.
    const answers: string[] = [];
    for (const password of ["wrong", "wrong", "kaoru-no-akikaze", "wrong", "wrong"])
      answers.push(
        refusalOf(await ask("operate.localhost", theirs, { ...sent, body: JSON.stringify({ user: "sato", password }) })),
      );
    expect(answers).toEqual([...Array.from({ length: 3 }, () => "403 login-wrong"), "429 login-locked", "429 login-locked"]);
  });

  test("is locked by nobody else, even with the same CN of another organisation", async () => {
    const namesake = await world.issue(certificate.cn, 1000, { tenant: "elsewhere" });
    await operatorOf(world, { name: "namesake", certificate: namesake });
    const wrong = { ...sent, body: JSON.stringify({ user: "sato", password: "wrong" }) };
    for (let time = 1; time <= 5; time++) await ask("operate.localhost", namesake, wrong);
    expect(refusalOf(await ask("operate.localhost", namesake, wrong))).toBe("429 login-locked");
    expect((await ask("operate.localhost", certificate, sent)).status).toBe(200);
  });

  test("is no login at the tenants' site, and a tenant's is none here", async () => {
    expect(refusalOf(await ask("ctrl.localhost", certificate, sent))).toBe("403 login-wrong");
    await createLightAccount(world.service.store, {
      ...{ name: "hayashi", tenant: "u00000014", password: "kaoru-no-akikaze", role: "administrator" },
      ...byOperator(world.now),
    });
    const theirs = JSON.stringify({ user: "hayashi", password: "kaoru-no-akikaze" });
    expect(refusalOf(await ask("operate.localhost", certificate, { ...sent, body: theirs }))).toBe("403 login-wrong");
  });

  test("begins with an invitation on this host, with this certificate", async () => {
    const { store } = world.service;
    const invited = await world.issue("client779", 1000);
    const { cn, tenant: o } = invited;
    const order = { name: "abe", certificate: { cn, o }, personName: "", mail: null };
    const { token } = await addSystemOperator(store, order, byOperator(world.now));
    const accept = {
      method: "POST",
      path: consolePaths.invitation,
      headers: json,
      body: JSON.stringify({ token, password: "several words" }),
    };
    expect(refusalOf(await ask("ctrl.localhost", invited, accept))).toBe("403 invitation-not-valid");
    expect(refusalOf(await ask("operate.localhost", certificate, accept))).toBe("403 invitation-not-valid");
    const show = { ...accept, path: consolePaths.invitedAccount, body: JSON.stringify({ token }) };
    expect(refusalOf(await ask("operate.localhost", certificate, show))).toBe("403 invitation-not-valid");
    const shown = await ask("operate.localhost", invited, show);
    expect(JSON.parse(shown.body)).toEqual({ user: "abe", name: "", tenant: null, isReset: false });
    const { status, body: answer } = await ask("operate.localhost", invited, accept);
    expect([status, JSON.parse(answer)]).toMatchObject([200, { step: "enrolment", role: "system-operator" }]);
    const unknown = { ...order, name: "mori", certificate: { cn: "nobody1", o } };
    await expect(addSystemOperator(store, unknown, byOperator(world.now))).rejects.toMatchObject({ code: "certificate-unknown" });
    await expect(addSystemOperator(store, order, byOperator(world.now))).rejects.toMatchObject({ code: "account-exists" });
  });

  test("ends when the account is disabled, or bound to another certificate", async () => {
    const { store } = world.service;
    const theirs = await world.issue("client780", 1000);
    const disabled = await operatorOf(world, { name: "ueda", certificate: theirs });
    expect((await disabled.ask({ path: operatorPaths.operators })).status).toBe(200);
    await store.updateTable("accounts").set({ certificateCn: "client781" }).where("name", "=", "ueda").execute();
    expect(refusalOf(await disabled.ask({ path: operatorPaths.operators }))).toBe("403 not-system-operator");
    await store.updateTable("accounts").set({ certificateCn: "client780" }).where("name", "=", "ueda").execute();
    await changeAccount(store, { tenant: systemTenant, name: "ueda" }, "disable", byOperator(world.now));
    expect(refusalOf(await disabled.ask({ path: operatorPaths.operators }))).toBe("403 not-system-operator");
  });

  test("cannot be had by inviting somebody as a tenant's administrator", async () => {
    await administrator.confirm();
    const invitee = { name: "eve", personName: "", role: "system-operator", mail: null };
    const invite = { method: "POST", path: consolePaths.accounts, headers: json, body: JSON.stringify(invitee) };
    expect(refusalOf(await administrator.ask(invite))).toBe("400 request-malformed");
    const change = {
      ...invite,
      method: "PUT",
      path: `${consolePaths.accounts}/kasahara`,
      headers: { ...json, "If-Match": `"${"0".repeat(16)}"` },
    };
    const facts = JSON.stringify({ personName: "", role: "system-operator", mail: null });
    expect(refusalOf(await administrator.ask({ ...change, body: facts }))).toBe("400 request-malformed");
  });
});

describe("what a system operator does", () => {
  test("finds tenants, with what is due and stuck", async () => {
    await world.issue("client1", 20, { tenant: "u2" });
    const list = async (query: string) => contentOf(TenantList, await operator.ask({ path: `${operatorPaths.tenants}?${query}` }));
    const { tenants, total } = await list("search=U2");
    expect(total).toBe(1);
    expect(tenants).toMatchObject([
      { name: "u2", closedAt: null, inUse: 2, due: 1, stuck: 0, administrators: 1, lastLoginAt: null },
    ]);
    const names = (await list("sort=created&order=descending")).tenants.map(({ name }) => name);
    expect(names.toSorted()).toEqual(["elsewhere", "u00000014", "u2"]);
    expect((await list("state=closed")).tenants).toEqual([]);
    expect(refusalOf(await operator.ask({ path: `${operatorPaths.tenants}?page=0` }))).toBe("400 request-malformed");
  });

  test("finds certificates of all tenants by the beginning of what is known of them", async () => {
    const found = await world.issue("client4711", 200, { tenant: "u2" });
    const { store } = world.service;
    const number = (
      await store.selectFrom("certificates").select("number").where("serial", "=", found.serial).executeTakeFirstOrThrow()
    ).number;
    const notes = {
      certificate: number,
      tenant: "u2",
      remark: "受付２番",
      device: "PC-Reception",
      version: 1,
      editedBy: "tanaka",
      editedAt: 0,
    };
    await transact(store, async (transaction) => await writeNotes(transaction, notes));
    const search = async (text: string) =>
      contentOf(FoundAcross, await operator.ask({ path: `${operatorPaths.certificates}?text=${encodeURIComponent(text)}` }));
    for (const text of ["CLIENT471", found.serial.slice(0, 12).toLowerCase(), "受付2", "pc-rec", "client4711@u2"]) {
      const { certificates } = await search(text);
      expect(certificates.map(({ cn, tenant, state, device }) => [cn, tenant, state, device])).toEqual([
        ["client4711", "u2", "in-use", "PC-Reception"],
      ]);
    }
    expect((await search("u2")).certificates.every(({ tenant }) => tenant === "u2")).toBe(true);
    expect((await search("%_")).certificates).toEqual([]);
    expect((await search("lient4711")).certificates).toEqual([]);
    const { issuer, serial } = found;
    const sheet = await operator.ask({ path: `${operatorPaths.certificates}/${issuer}/${serial}` });
    expect(contentOf(SheetForOperators, sheet)).toMatchObject({
      tenant: "u2",
      certificate: { cn: "client4711", remark: "受付２番" },
    });
    expect(refusalOf(await operator.ask({ path: `${operatorPaths.certificates}/${issuer}/00FF` }))).toBe("404 not-found");
  });

  test("announces to one tenant or to all, and takes it back", async () => {
    const announced = async (body: unknown) => await operator.ask({ method: "POST", path: operatorPaths.announcements, body });
    const text = "On Sunday.";
    await announced({ tenant: "u2", title: "For u2", text });
    await announced({ tenant: null, title: "For all", text });
    expect(refusalOf(await announced({ tenant: "nobody", title: "x", text }))).toBe("404 not-found");
    expect(refusalOf(await announced({ tenant: null, title: "a\u0000b", text }))).toBe("400 request-malformed");
    const seenBy = async (who: LoggedInAdministrator) =>
      contentOf(Notices, await who.ask({ path: consolePaths.notices })).announcements.map(({ title, by }) => `${title} by ${by}`);
    expect(await seenBy(other)).toEqual(expect.arrayContaining(["For all by sato", "For u2 by sato"]));
    expect(await seenBy(administrator)).not.toContain("For u2 by sato");
    const { announcements } = contentOf(AnnouncementList, await operator.ask({ path: operatorPaths.announcements }));
    expect(new Set(announcements.map(({ by }) => by))).toEqual(new Set(["sato"]));
    const number = announcements.find(({ title }) => title === "For u2")?.number ?? 0;
    expect((await operator.ask({ method: "DELETE", path: `${operatorPaths.announcements}/${number}` })).status).toBe(204);
    expect(refusalOf(await operator.ask({ method: "DELETE", path: `${operatorPaths.announcements}/${number}` }))).toBe(
      "404 not-found",
    );
    expect(await seenBy(other)).not.toContain("For u2 by sato");
    const { entries } = contentOf(TrailPage, await other.ask({ path: `${consolePaths.trail}?by=:operator&limit=2` }));
    expect(entries.map(({ actor, action }) => [actor, action])).toEqual([
      ["operator:sato", "announcement-removed"],
      ["operator:sato", "announced"],
    ]);
  });

  test("closes a tenant, whose people are refused and logged out, and opens it again", async () => {
    const closing = { method: "POST", path: operatorPaths.closing, body: { tenant: "u2", typed: "u2" } };
    const { store } = world.service;
    const unconfirmed = { confirmedUntil: null };
    await store.updateTable("sessions").set(unconfirmed).where("tenant", "=", systemTenant).execute();
    expect(refusalOf(await operator.ask(closing))).toBe("403 second-factor-needed");
    await operator.confirm();
    expect(refusalOf(await operator.ask({ ...closing, body: { tenant: "u2", typed: "u3" } }))).toBe("400 request-malformed");
    const unknown = { tenant: "u3", typed: "u3" };
    expect(refusalOf(await operator.ask({ ...closing, body: unknown }))).toBe("404 not-found");
    const own = { tenant: "u00000014", typed: "u00000014" };
    expect(refusalOf(await operator.ask({ ...closing, body: own }))).toBe("409 tenant-own");
    const describeIt = async () => contentOf(TenantForOperators, await operator.ask({ path: `${operatorPaths.tenant}?tenant=u2` }));
    expect(await describeIt()).toMatchObject({ valid: 3, loggedIn: 1, administrators: 1, own: false });
    expect((await other.ask({ path: consolePaths.tenant })).status).toBe(200);
    expect((await operator.ask(closing)).body).toBe('{"changed":true}');
    expect((await operator.ask(closing)).body).toBe('{"changed":false}');
    expect(refusalOf(await other.ask({ path: consolePaths.tenant }))).toBe("403 tenant-closed");
    expect(await describeIt()).toMatchObject({ loggedIn: 0, information: { closedAt: world.now.toISOString() } });
    const opening = { method: "POST", path: operatorPaths.opening, body: { tenant: "u2" } };
    expect((await operator.ask(opening)).body).toBe('{"changed":true}');
    // Their certificates are accepted again, their sessions have ended.
    expect(refusalOf(await other.ask({ path: consolePaths.tenant }))).toBe("401 not-logged-in");
    const path = `${operatorPaths.trail}?tenant=u2&by=operators`;
    const { entries } = contentOf(WholeTrailPage, await operator.ask({ path }));
    expect(entries.slice(0, 2).map(({ actor, action }) => [actor, action])).toEqual([
      ["operator:sato", "tenant-opened"],
      ["operator:sato", "tenant-closed"],
    ]);
  });

  test("reads the defaults, and where they are set", async () => {
    const { products, kept } = contentOf(PolicyDefaults, await operator.ask({ path: operatorPaths.defaults }));
    expect(products).toContainEqual(
      expect.objectContaining({ name: "weborca", promptDays: 90, acceptDays: 100, setting: "products.weborca" }),
    );
    expect(kept).toContainEqual({ what: "logins", days: 365, setting: "loginHistoryDays" });
  });

  test("reads the trail page by page, which stays whole", async () => {
    const first = contentOf(WholeTrailPage, await operator.ask({ path: operatorPaths.trail }));
    const last = first.entries.at(-1)?.number ?? 0;
    if (first.more) {
      const next = contentOf(WholeTrailPage, await operator.ask({ path: `${operatorPaths.trail}?before=${last}` }));
      expect(next.entries[0]?.number).toBe(last - 1);
    }
    // With the names of certificates, as the tenants' own trails show them.
    const issued = first.entries.find(({ action }) => action === "issued");
    expect(issued?.certificate?.tenant).toBe(issued?.tenant);
    expect(issued?.certificate?.cn).toMatch(/^(client|db)\d+$/);
    expect(issued?.object).toBe(`${issued?.certificate?.issuer}/${issued?.certificate?.serial}`);
    // Operators belong to no tenant, of which there would be a page.
    const ofOperators = first.entries.filter(({ object }) => object.startsWith("operator:"));
    expect(new Set(ofOperators.map(({ tenant }) => tenant))).toEqual(new Set([null]));
    const comparison = reconcile(world.service.store);
    const read = comparison.read.bind(comparison);
    expect(await verifyAudit(world.service.store, { read })).not.toHaveProperty("broken");
    expect(await comparison.finish()).toEqual([]);
  });
});
