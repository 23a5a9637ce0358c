import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccountList } from "../../../../src/protocol/console/accounts.ts";
import { FreshRecoveryCodes, OwnAccount, SessionList, type ListedSession } from "../../../../src/protocol/console/own-account.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import type { Role } from "../../../../src/protocol/console/session.ts";
import { MadeToken } from "../../../../src/protocol/console/tokens.ts";
import { verifyTrail } from "../../../../src/server/issuance/audit/verify-trail.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { contentOf } from "../../../support/console-answers.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { logIn, type FullLogin } from "../../../support/full-login.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let holder: Holder;
beforeAll(async () => {
  world = await startService();
  holder = await world.issue("client1", 1000);
});
afterAll(async () => await world[Symbol.asyncDispose]());

async function somebody(role: Role = "viewer"): Promise<FullLogin> {
  return await logIn(world, holder, { role });
}

/** Logs in once more, in another browser. */
async function again({ user, password, nextCode }: FullLogin): Promise<string> {
  const to = { port: world.port, root: world.root, host: "ctrl.localhost", identity: holder };
  const post = async (path: string, body: unknown, Cookie: string): Promise<Received> =>
    await send(to, { method: "POST", path, headers: { "Content-Type": "application/json", Cookie }, body: JSON.stringify(body) });
  const cookieIn = ({ headers }: Received): string => (headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "";
  const begun = cookieIn(await post(consolePaths.session, { user, password }, ""));
  return cookieIn(await post(consolePaths.secondFactor, { code: nextCode() }, begun));
}

async function isOpen(login: FullLogin, Cookie: string): Promise<boolean> {
  return (await login.ask({ path: consolePaths.ownAccount, headers: { Cookie } })).status === 200;
}

async function sessions(login: FullLogin): Promise<readonly ListedSession[]> {
  return contentOf(SessionList, await login.ask({ path: consolePaths.ownSessions })).sessions;
}

async function own(login: FullLogin): Promise<OwnAccount> {
  return contentOf(OwnAccount, await login.ask({ path: consolePaths.ownAccount }));
}

async function actions({ user }: FullLogin): Promise<string[]> {
  return (await readAudit(world.service.store, `${user}@u00000014`)).map(({ action }) => action);
}

describe("one's own sessions", () => {
  test("are listed with host, address, certificate and times, and ended one by one, or all others", async () => {
    const login = await somebody();
    const [second, third] = [await again(login), await again(login)];
    const listed = await sessions(login);
    expect(listed).toHaveLength(3);
    expect(listed.filter(({ own }) => own)).toHaveLength(1);
    for (const session of listed) {
      expect(session).toMatchObject({ site: "console", cn: "client1" });
      expect(session.host).toContain("ctrl.localhost");
      expect(session.address).not.toBe("");
    }
    const [latest] = listed;
    expect((await login.ask({ method: "DELETE", path: `${consolePaths.ownSessions}/${latest?.id}` })).status).toBe(204);
    expect([await isOpen(login, second), await isOpen(login, third)]).toEqual([true, false]);
    expect((await login.ask({ method: "DELETE", path: consolePaths.ownSessions })).status).toBe(204);
    expect([await isOpen(login, second), await isOpen(login, login.cookie)]).toEqual([false, true]);
    expect(await sessions(login)).toHaveLength(1);
    expect((await actions(login)).filter((action) => action === "account-sessions-ended")).toHaveLength(2);
  });

  test("are nobody else's: another account's are not found", async () => {
    const [login, other] = [await somebody(), await somebody()];
    const [theirs] = await sessions(other);
    const answer = await login.ask({ method: "DELETE", path: `${consolePaths.ownSessions}/${theirs?.id}` });
    expect(refusalOf(answer)).toBe("404 not-found");
    expect(await isOpen(other, other.cookie)).toBe(true);
  });
});

describe("one's own password", () => {
  async function change(login: FullLogin, present: string, chosen: string): Promise<Received> {
    return await login.ask({ method: "PUT", path: consolePaths.ownPassword, body: { present, chosen } });
  }

  test("is changed with the present one and the second factor, and the other sessions end", async () => {
    const login = await somebody();
    const second = await again(login);
    expect(refusalOf(await change(login, login.password, "several words of mine"))).toBe("403 second-factor-needed");
    await login.confirm();
    expect(refusalOf(await change(login, "wrong", "several words of mine"))).toBe("403 password-wrong");
    expect(refusalOf(await change(login, login.password, "password"))).toBe("400 password-unfit");
    expect((await change(login, login.password, "several words of mine")).status).toBe(204);
    expect([await isOpen(login, login.cookie), await isOpen(login, second)]).toEqual([true, false]);
    expect(await isOpen(login, await again(login))).toBe(false);
    expect(await isOpen(login, await again({ ...login, password: "several words of mine" }))).toBe(true);
    expect(await actions(login)).toContain("account-password-changed");
  });

  test("cannot be guessed in a stolen session", async () => {
    const login = await somebody();
    await login.confirm();
    for (let time = 0; time < 5; time += 1) expect(refusalOf(await change(login, "wrong", "x"))).toBe("403 password-wrong");
    expect(refusalOf(await change(login, login.password, "several words of mine"))).toBe("429 login-locked");
  });
});

test("recovery codes are made anew, and earlier ones no longer work", async () => {
  const login = await somebody();
  expect((await own(login)).recoveryCodes).toBe(10);
  const make = async (): Promise<Received> => await login.ask({ method: "POST", path: consolePaths.ownRecoveryCodes });
  expect(refusalOf(await make())).toBe("403 second-factor-needed");
  await login.confirm();
  const [earlier] = contentOf(FreshRecoveryCodes, await make()).recoveryCodes;
  const { recoveryCodes } = contentOf(FreshRecoveryCodes, await make());
  const give = async (code: string | undefined): Promise<number> =>
    (await login.ask({ method: "POST", path: consolePaths.secondFactor, body: { code } })).status;
  expect([await give(earlier), await give(recoveryCodes[0]), await give(recoveryCodes[0])]).toEqual([403, 200, 403]);
  expect((await own(login)).recoveryCodes).toBe(9);
});

test("one's own name and mail address are changed after the second factor, unless somebody else was first", async () => {
  const login = await somebody();
  const { version } = await own(login);
  const change = async (personName: string, of: string): Promise<Received> =>
    await login.ask({
      method: "PUT",
      path: consolePaths.ownAccount,
      headers: { "If-Match": `"${of}"` },
      body: { personName, mail: "suzuki@example.jp" },
    });
  expect(refusalOf(await change("鈴木", version))).toBe("403 second-factor-needed");
  await login.confirm();
  expect(contentOf(OwnAccount, await change("鈴木", version))).toMatchObject({ personName: "鈴木", mail: "suzuki@example.jp" });
  expect(refusalOf(await change("佐藤", version))).toBe("412 changed-meanwhile");
  expect((await own(login)).edited).toEqual({ by: login.user, at: world.now.toISOString() });
  const [entry] = (await readAudit(world.service.store, `${login.user}@u00000014`)).slice(-1);
  expect(entry?.detail).toContain('"changed":"personName mail"');
  expect(entry?.detail).not.toMatch(/鈴木|example/);
});

describe("another account", () => {
  async function changed(by: FullLogin, name: string, role: Role, of?: string): Promise<string> {
    const { accounts } = contentOf(AccountList, await by.ask({ path: consolePaths.accounts }));
    const version = of ?? accounts.find((each) => each.name === name)?.version;
    const answer = await by.ask({
      method: "PUT",
      path: `${consolePaths.accounts}/${name}`,
      headers: { "If-Match": `"${version}"` },
      body: { personName: "", role, mail: null },
    });
    return answer.status === 204 ? "changed" : refusalOf(answer);
  }

  test("has its other role at once, where it is logged in", async () => {
    const [by, operator] = [await somebody("administrator"), await somebody("operator")];
    await by.confirm();
    const order = { cn: "client77", another: true, remark: "", device: "" };
    expect(await changed(by, operator.user, "viewer")).toBe("changed");
    expect(refusalOf(await operator.ask({ method: "POST", path: consolePaths.certificates, body: order }))).toBe(
      "403 role-insufficient",
    );
    expect(await changed(by, operator.user, "administrator", "0".repeat(16))).toBe("412 changed-meanwhile");
    expect(await changed(operator, by.user, "viewer")).toBe("403 role-insufficient");
    expect(await actions(operator)).toContain("account-changed");
  });

  test("needs the second factor once more, so that a stolen session gives nobody a higher role", async () => {
    const [by, viewer] = [await somebody("administrator"), await somebody("viewer")];
    expect(await changed(by, viewer.user, "administrator")).toBe("403 second-factor-needed");
    expect(await changed(by, by.user, "administrator")).toBe("403 second-factor-needed");
  });

  test("has no tokens any more that a lesser role ends, also if it gets its role back", async () => {
    const [by, other] = [await somebody("administrator"), await somebody("administrator")];
    await by.confirm();
    await other.confirm();
    const order = { name: "nightly list", scopes: ["read"], days: 30 };
    const made = await other.ask({ method: "POST", path: consolePaths.tokens, body: order });
    const { token } = v.parse(v.pipe(v.string(), v.parseJson(), MadeToken), made.body);
    const answers = async (): Promise<number> => {
      const to = { port: world.port, root: world.root, host: "ctrl.localhost", identity: holder };
      return (await send(to, { path: consolePaths.accounts, headers: { Authorization: `Bearer ${token}` } })).status;
    };
    expect(await answers()).toBe(200);
    expect(await changed(by, other.user, "operator")).toBe("changed");
    expect(await changed(by, other.user, "administrator")).toBe("changed");
    expect(await answers()).toBe(401);
  });

  test("says who edited it last", async () => {
    const [by, other] = [await somebody("administrator"), await somebody("operator")];
    const edited = async () =>
      contentOf(AccountList, await by.ask({ path: consolePaths.accounts })).accounts.find(({ name }) => name === other.user)
        ?.edited;
    expect(await edited()).toBeNull();
    await by.confirm();
    await changed(by, other.user, "viewer");
    expect(await edited()).toEqual({ by: by.user, at: world.now.toISOString() });
  });

  test("has its sessions listed and ended by administrators", async () => {
    const [by, other] = [await somebody("administrator"), await somebody()];
    const path = `${consolePaths.accounts}/${other.user}/sessions`;
    const [session] = contentOf(SessionList, await by.ask({ path })).sessions;
    expect((await by.ask({ method: "DELETE", path: `${path}/${session?.id}` })).status).toBe(204);
    expect(await isOpen(other, other.cookie)).toBe(false);
    const later = await again(other);
    expect((await by.ask({ method: "DELETE", path })).status).toBe(204);
    expect(await isOpen(other, later)).toBe(false);
    expect(refusalOf(await other.ask({ path }))).toBe("401 not-logged-in");
  });
});

test("the last administrator who can log in keeps the role", async () => {
  await using alone = await startService();
  const certificate = await alone.issue("client1", 1000);
  const login = await logIn(alone, certificate);
  await login.confirm();
  const demote = async (): Promise<string> => {
    const { version } = contentOf(OwnAccount, await login.ask({ path: consolePaths.ownAccount }));
    const answer = await login.ask({
      method: "PUT",
      path: `${consolePaths.accounts}/${login.user}`,
      headers: { "If-Match": `"${version}"` },
      body: { personName: "", role: "viewer", mail: null },
    });
    return answer.status === 204 ? "changed" : refusalOf(answer);
  };
  expect(await demote()).toBe("409 administrator-last");
  await logIn(alone, certificate);
  expect(await demote()).toBe("changed");
});

test("of two administrators who disable each other at once, one remains", async () => {
  await using both = await startService();
  const certificate = await both.issue("client1", 1000);
  const [one, other] = [await logIn(both, certificate), await logIn(both, certificate)];
  const disable = async (by: FullLogin, { user }: FullLogin): Promise<number> =>
    (await by.ask({ method: "POST", path: `${consolePaths.accounts}/${user}/state`, body: { change: "disable" } })).status;
  expect((await Promise.all([disable(one, other), disable(other, one)])).sort()).toEqual([200, 401]);
});

test("the audit trail agrees with the accounts after all of this", async () => {
  expect((await verifyTrail(world.service)).findings).toEqual([]);
});
