import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  AccountChanged,
  AccountList,
  Invitation,
  InvitedAccount,
  LoginHistory,
} from "../../../../src/protocol/console/accounts.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { Session } from "../../../../src/protocol/console/session.ts";
import { createAccount } from "../../../../src/server/accounts/accounts.ts";
import { pageOfLogins, shortenLoginHistory } from "../../../../src/server/accounts/login/login-history.ts";
import { changeAccount } from "../../../../src/server/accounts/manage-accounts.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { verifyTrail } from "../../../../src/server/issuance/audit/verify-trail.ts";
import { createTenant } from "../../../../src/server/issuance/tenants.ts";
import { updateAccount } from "../../../../src/server/store/accounts/account-rows.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { runSql } from "../../../support/database.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { receiveMail, textOfMail } from "../../../support/smtp-receiver.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

const day = 86_400_000;
const chosen = "several words of mine";

let world: ThrowawayService;
let administrator: LoggedInAdministrator;
beforeEach(async () => {
  world = await startService();
  administrator = await administratorOf(world, { account: "kasahara" });
});
afterEach(() => world[Symbol.asyncDispose]());

const invitee = { name: "suzuki", personName: "鈴木", role: "operator", mail: null };

async function post(by: LoggedInAdministrator, path: string, body: unknown): Promise<Received> {
  return await by.ask({ method: "POST", path, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

async function change(name: string, what: string, by = administrator): Promise<Received> {
  return await post(by, `/api/accounts/${name}/state`, { change: what });
}

function decoded<Output>(schema: v.GenericSchema<unknown, Output>, { status, body }: Received): Output {
  expect([status, body]).toEqual([expect.toSatisfy((each: number) => each < 300), expect.anything()]);
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), body);
}

/** Invites somebody, and returns the token of the link. */
async function invited(body: object = invitee, by = administrator): Promise<string> {
  await by.confirm();
  const { link } = decoded(Invitation, await post(by, consolePaths.accounts, body));
  return link.split("/").at(-1) ?? "";
}

/** Accepts an invitation, with the certificate of an administrator and no cookie. */
async function accept(token: string, password = chosen, by = administrator): Promise<Received> {
  const { port, root } = world;
  const sent = { method: "POST", path: consolePaths.invitation, headers: { "Content-Type": "application/json" } };
  const to = { port, root, host: "ctrl.localhost", identity: by.certificate };
  return await send(to, { ...sent, body: JSON.stringify({ token, password }) });
}

async function logIn(user: string, password: string, by = administrator): Promise<Received> {
  const { port, root } = world;
  const sent = { method: "POST", path: consolePaths.session, headers: { "Content-Type": "application/json" } };
  const to = { port, root, host: "ctrl.localhost", identity: by.certificate };
  return await send(to, { ...sent, body: JSON.stringify({ user, password }) });
}

async function list(by = administrator): Promise<v.InferOutput<typeof AccountList>["accounts"]> {
  return decoded(AccountList, await by.ask({ path: consolePaths.accounts })).accounts;
}

/** What became of the mail with somebody's invitation. */
async function mailOf(by: LoggedInAdministrator, name: string): Promise<string | null | undefined> {
  return (await list(by)).find((each) => each.name === name)?.invitationMail;
}

async function history(by = administrator): Promise<v.InferOutput<typeof LoginHistory>> {
  return decoded(LoginHistory, await by.ask({ path: consolePaths.logins }));
}

describe("an invitation", () => {
  test("makes an account, whose user chooses the password and sets up the second factor", async () => {
    const token = await invited();
    expect((await list()).find(({ name }) => name === "suzuki")).toMatchObject({
      ...{ personName: "鈴木", role: "operator", state: "invited", secondFactor: "missing", lastLoginAt: null },
    });
    expect(refusalOf(await logIn("suzuki", ""))).toBe("400 request-malformed");
    const answer = await accept(token);
    expect(decoded(Session, answer)).toMatchObject({ step: "enrolment", user: "suzuki", name: "鈴木", role: "operator" });
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^__Host-session=[A-Za-z0-9_-]{43}; /);
    expect(decoded(Session, await logIn("suzuki", chosen))).toMatchObject({ step: "enrolment" });
    expect((await verifyTrail(world.service)).findings).toEqual([]);
  });

  test("says whom it is for, as long as it can be used, and to nobody of another tenant", async () => {
    const token = await invited();
    const show = async (shown = token, identity: Holder = administrator.certificate): Promise<Received> => {
      const { port, root } = world;
      const headers = { "Content-Type": "application/json" };
      const sent = { method: "POST", path: consolePaths.invitedAccount, headers, body: JSON.stringify({ token: shown }) };
      return await send({ port, root, host: "ctrl.localhost", identity }, sent);
    };
    expect(decoded(InvitedAccount, await show())).toEqual({
      user: "suzuki",
      name: "鈴木",
      tenant: administrator.certificate.tenant,
      isReset: false,
    });
    await createTenant(world.service, { name: "u00000077", product: "orcamo", ...byOperator(world.now) });
    const others = await world.issue("client1", 1000, { tenant: "u00000077" });
    expect(refusalOf(await show(token, others))).toBe("403 invitation-not-valid");
    expect(refusalOf(await show("A".repeat(43)))).toBe("403 invitation-not-valid");
    expect((await accept(token)).status).toBe(200);
    expect(refusalOf(await show())).toBe("403 invitation-not-valid");
  });

  test("is valid once", async () => {
    const token = await invited();
    expect((await accept(token)).status).toBe(200);
    expect(refusalOf(await accept(token, "another choice of words"))).toBe("403 invitation-not-valid");
    expect((await logIn("suzuki", chosen)).status).toBe(200);
  });

  test("is valid once if it is used twice at the same time", async () => {
    const token = await invited();
    const answers = await Promise.all([accept(token), accept(token, "another choice of words")]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403]);
  });

  test("is valid for seven days", async () => {
    const token = await invited();
    world.now = new Date(world.now.getTime() + 7 * day);
    expect(refusalOf(await accept(token))).toBe("403 invitation-not-valid");
  });

  test("remains if the password is unfit", async () => {
    const token = await invited();
    for (const password of ["short", "password123", "suzuki2026"]) {
      expect(refusalOf(await accept(token, password))).toBe("400 password-unfit");
    }
    expect((await accept(token)).status).toBe(200);
  });

  test("is worth nothing with another organisation's certificate, like one that never was", async () => {
    const token = await invited();
    const stranger = await administratorOf(world, { account: "tanaka", tenant: "u00000015" });
    const [theirs, unknown] = [await accept(token, chosen, stranger), await accept("A".repeat(43), chosen, stranger)];
    expect(theirs.body).toBe(unknown.body);
    expect(refusalOf(theirs)).toBe("403 invitation-not-valid");
  });

  test("is not in the database, nor in the audit trail, where the account is", async () => {
    const token = await invited();
    const { store } = world.service;
    const rows = await Promise.all([store.selectFrom("invitations").selectAll().execute(), readAudit(store, "suzuki@u00000014")]);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows[1]).toMatchObject([{ actor: "account:kasahara@u00000014", action: "account-created" }]);
  });

  test("is mailed if there is an address, and refused for a name that exists", async () => {
    await using receiver = await receiveMail();
    const mailServer = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
    await using mailing = await startService({ settings: { notices: { mail: mailServer } } });
    const by = await administratorOf(mailing, { account: "kasahara" });
    await by.confirm();
    const body = { ...invitee, mail: "suzuki@example.jp" };
    const answer = await post(by, consolePaths.accounts, body);
    const { link, expiresAt, mailing: isMailing } = decoded(Invitation, answer);
    expect([answer.status, isMailing]).toEqual([201, true]);
    await receiver.received(1);
    const [mail] = receiver.mails;
    expect(mail?.to).toBe("suzuki@example.jp");
    const text = textOfMail(mail?.message ?? "");
    expect(text).toContain(link);
    // The tenant's clocks count.
    const until = new Date(Date.parse(expiresAt) + 9 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
    expect(text).toContain(`It is valid until ${until} (Asia/Tokyo)`);
    await expect.poll(async () => await mailOf(by, "suzuki")).toBe("sent");
    expect(refusalOf(await post(by, consolePaths.accounts, body))).toBe("409 account-exists");

    // Whoever has logged in before is not invited, but chooses another password.
    const suzuki = { tenant: "u00000014", name: "suzuki" };
    await transact(mailing.service.store, async (transaction) => {
      await updateAccount(transaction, suzuki, { lastLoginAt: mailing.now.getTime() });
    });
    const anew = decoded(AccountChanged, await change("suzuki", "reset", by)).invitation?.link ?? "";
    await receiver.received(2);
    const again = textOfMail(receiver.mails[1]?.message ?? "");
    expect(again).toContain(anew);
    expect(again).toContain("The user suzuki of the administrators' site was reset.");
    expect(again).not.toMatch(/You are invited|招待されました/);
    const to = { port: mailing.port, root: mailing.root, host: "ctrl.localhost", identity: by.certificate };
    const token = anew.split("/").at(-1);
    const shown = { method: "POST", path: consolePaths.invitedAccount, body: JSON.stringify({ token }) };
    const asked = await send(to, { ...shown, headers: { "Content-Type": "application/json" } });
    expect(decoded(InvitedAccount, asked)).toMatchObject({ user: "suzuki", isReset: true });

    // An address that is corrected was somebody else's.
    await expect.poll(async () => await mailOf(by, "suzuki")).toBe("sent");
    const { version, personName, role } = (await list(by)).find(({ name }) => name === "suzuki") ?? {};
    const headers = { "Content-Type": "application/json", "If-Match": `"${version}"` };
    const facts = { personName, role, mail: "suzuki@example.com" };
    await by.ask({ method: "PUT", path: "/api/accounts/suzuki", headers, body: JSON.stringify(facts) });
    expect(await mailOf(by, "suzuki")).toBeNull();
    const late = await send(to, { ...shown, headers: { "Content-Type": "application/json" } });
    expect(refusalOf(late)).toContain("invitation-not-valid");
  });

  test("does not wait for the mail server, and says if it does not take the mail", async () => {
    await using receiver = await receiveMail();
    const mailServer = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
    await using mailing = await startService({ settings: { notices: { mail: mailServer } } });
    const by = await administratorOf(mailing, { account: "kasahara" });
    await by.confirm();
    const answered = Promise.withResolvers<undefined>();
    receiver.hold = answered.promise;
    receiver.answer = "550 no such mailbox";
    expect((await post(by, consolePaths.accounts, { ...invitee, mail: "nobody@example.jp" })).status).toBe(201);
    expect(await mailOf(by, "suzuki")).toBe("sending");
    answered.resolve(undefined);
    await expect.poll(async () => await mailOf(by, "suzuki")).toBe("failed");
  });

  test("needs the second factor once more, and an administrator", async () => {
    expect(refusalOf(await post(administrator, consolePaths.accounts, invitee))).toBe("403 second-factor-needed");
    const operator = await administratorOf(world, { account: "sato", role: "operator" });
    await operator.confirm();
    expect(refusalOf(await post(operator, consolePaths.accounts, invitee))).toBe("403 role-insufficient");
  });
});

describe("an account that is disabled", () => {
  test("is logged out at once, cannot log in, and is as before once it is enabled", async () => {
    const sato = await administratorOf(world, { account: "sato", role: "viewer" });
    expect((await change("sato", "disable")).status).toBe(200);
    expect(refusalOf(await sato.ask({ path: consolePaths.session }))).toBe("401 not-logged-in");
    expect(refusalOf(await logIn("sato", "kaoru-no-akikaze"))).toBe("403 login-wrong");
    expect((await list()).find(({ name }) => name === "sato")).toMatchObject({ state: "disabled" });
    for (const again of ["enable", "enable"]) expect(decoded(AccountChanged, await change("sato", again)).invitation).toBeNull();
    expect((await logIn("sato", "kaoru-no-akikaze")).status).toBe(200);
    const trail = await readAudit(world.service.store, "sato@u00000014");
    expect(trail.map(({ action }) => action)).toEqual(["account-created", "account-disabled", "account-enabled"]);
    expect((await verifyTrail(world.service)).findings).toEqual([]);
  });

  test("does not act any more, not even with a request that had already begun", async () => {
    const { store } = world.service;
    const requireStill = async (): Promise<void> => await Promise.reject(new Error("meanwhile disabled"));
    const act = { actor: "account:sato@u00000014", now: world.now, requireStill };
    const account = { tenant: "u00000014", name: "kasahara" };
    await expect(changeAccount(store, account, "disable", act)).rejects.toThrow("meanwhile disabled");
    expect((await list())[0]).toMatchObject({ state: "active" });
  });

  test("cannot be one's own, so that an administrator always remains", async () => {
    await administrator.confirm();
    for (const what of ["disable", "reset"]) expect(refusalOf(await change("kasahara", what))).toBe("409 account-own");
  });

  test("remains one administrator if two disable each other at the same time", async () => {
    const sato = await administratorOf(world, { account: "sato" });
    const answers = await Promise.all([change("sato", "disable"), change("kasahara", "disable", sato)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });
});

describe("an account that is reset", () => {
  test("is logged out, and has neither password nor second factor until its user chooses them anew", async () => {
    const token = await invited();
    const first = decoded(Session, await accept(token));
    expect(first.step).toBe("enrolment");
    const sato = await administratorOf(world, { account: "sato" });
    await administrator.confirm();
    const { invitation } = decoded(AccountChanged, await change("sato", "reset"));
    expect(refusalOf(await sato.ask({ path: consolePaths.session }))).toBe("401 not-logged-in");
    expect(refusalOf(await logIn("sato", "kaoru-no-akikaze"))).toBe("403 login-wrong");
    expect(decoded(Session, await accept(invitation?.link.split("/").at(-1) ?? ""))).toMatchObject({ step: "enrolment" });
    expect((await verifyTrail(world.service)).findings).toEqual([]);
  });

  test("needs the second factor once more, because its invitation is handed out", async () => {
    await administratorOf(world, { account: "sato" });
    expect(refusalOf(await change("sato", "reset"))).toBe("403 second-factor-needed");
  });
});

describe("another organisation's account", () => {
  test("is refused octet for octet like one that does not exist, as is one of the web app; and may have the same name", async () => {
    const stranger = await administratorOf(world, { account: "tanaka", tenant: "u00000015" });
    const act = { actor: "operator", now: world.now };
    await createAccount(world.service.store, { name: "ormaster", tenant: "u00000014", password: chosen, ...act });
    for (const what of ["disable", "enable", "reset"]) {
      await administrator.confirm();
      const [theirs, unknown, ours] = [await change("tanaka", what), await change("nobody", what), await change("ormaster", what)];
      for (const answer of [theirs, ours]) expect([answer.status, answer.body]).toEqual([unknown.status, unknown.body]);
      expect(refusalOf(theirs)).toBe("404 not-found");
    }
    expect((await list()).map(({ name }) => name)).toEqual(["kasahara"]);
    await invited({ ...invitee, name: "tanaka" });
    expect((await list(stranger)).map(({ name, state }) => [name, state])).toEqual([["tanaka", "active"]]);
  });
});

describe("the login history", () => {
  test("has every attempt with host, certificate and result, the latest first, and no typed name that is no account's", async () => {
    await logIn("kasahara", "wrong");
    await logIn("my password", "my password");
    await logIn("kasahara", "kaoru-no-akikaze");
    const { logins, total } = await history();
    expect(total).toBe(3);
    expect(logins.map(({ user, result, cn, host }) => [user, result, cn, host])).toEqual([
      ["kasahara", "password-right", "client900", "ctrl.localhost"],
      ["", "wrong", "client900", "ctrl.localhost"],
      ["kasahara", "wrong", "client900", "ctrl.localhost"],
    ]);
    expect(logins[0]?.address).toMatch(/^(::ffff:)?127\.0\.0\.1$/);
    expect(JSON.stringify(await world.service.store.selectFrom("loginHistory").selectAll().execute())).not.toContain("my password");
  });

  test("says when the attempts have locked, and writes nothing while they are", async () => {
    for (let tries = 0; tries < 8; tries++) await logIn("kasahara", "wrong");
    expect((await history()).logins.map(({ result }) => result)).toEqual(["locked", "wrong", "wrong", "wrong", "wrong"]);
  });

  test("tells both organisations of a right password with the wrong certificate, and neither who the other is", async () => {
    const stranger = await administratorOf(world, { account: "tanaka", tenant: "u00000015" });
    expect(refusalOf(await logIn("kasahara", "kaoru-no-akikaze", stranger))).toBe("403 login-other-tenant");
    expect((await history()).logins).toMatchObject([{ user: "kasahara", result: "other-tenant", cn: "", address: "" }]);
    expect((await history(stranger)).logins).toMatchObject([{ user: "", result: "other-tenant", cn: "client900" }]);
  });

  test("is read in pages", async () => {
    const { store } = world.service;
    const statement = `insert into login_history (at, tenant, account, result, cn, host, address)
      select ${world.now.getTime()}, 'u00000014', 'kasahara', 'opened', 'client900', 'ctrl.localhost', '' from`;
    await runSql(
      world.database,
      `${statement} (select 1 union all select 2 union all select 3) as a cross join (select 1 union all select 2 union all select 3 union all select 4) as b cross join (select 1 union all select 2 union all select 3 union all select 4 union all select 5) as c`,
    );
    expect(await pageOfLogins(store, "u00000014", 1)).toMatchObject({ total: 60, pages: 2, page: 1 });
    const second = await administrator.ask({ path: `${consolePaths.logins}?page=2` });
    expect(decoded(LoginHistory, second).logins).toHaveLength(10);
    for (const page of ["0", "x", "-1"])
      expect(refusalOf(await administrator.ask({ path: `${consolePaths.logins}?page=${page}` }))).toBe("400 request-malformed");
  });

  test("is forgotten after the time that the settings say", async () => {
    await logIn("kasahara", "wrong");
    world.now = new Date(world.now.getTime() + 365 * day);
    expect(await shortenLoginHistory(world.service, world.now)).toBe(0);
    world.now = new Date(world.now.getTime() + 1);
    expect(await shortenLoginHistory(world.service, world.now)).toBe(1);
  });
});
