import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LoginOutcome, Logins } from "../../../../src/protocol/logins.ts";
import { forgetEndedLogins } from "../../../../src/server/accounts/forget-ended-logins.ts";
import { createLogins } from "../../../../src/server/accounts/login/logins.ts";
import { findSession, mostSessions, openSession } from "../../../../src/server/accounts/sessions/sessions.ts";
import { openService, type OpenService } from "../../../../src/server/service/open-service.ts";
import type { Store } from "../../../../src/server/store/database/schema.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { interrupted } from "../../../support/between-reads.ts";
import { runSql } from "../../../support/database.ts";
import { createLightAccount } from "../../../support/light-account.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";

const minute = 60_000;
const hour = 60 * minute;
const holder = { cn: "client28", o: "u00000014" };
const colleague = { cn: "client29", o: "u00000014" };
const stranger = { cn: "client28", o: "u00000015" };

let world: ThrowawayService;
/** Another process's connection to the same database. */
let elsewhere: OpenService;
/** The logins of two processes of one service. */
let here: Logins;
let there: Logins;
beforeEach(async () => {
  world = await startService();
  elsewhere = await openService(world.data);
  const { store } = world.service;
  await createLightAccount(store, { name: "ormaster", tenant: "u00000014", password: "right", actor: "operator", now: world.now });
  here = loginsOf(store);
  there = loginsOf(elsewhere.store);
});
afterEach(async () => {
  await elsewhere.close();
  await world[Symbol.asyncDispose]();
});

function pass(milliseconds: number): void {
  world.now = new Date(world.now.getTime() + milliseconds);
}

function loginsOf(store: Store): Logins {
  return createLogins(store, () => world.now)({ host: "app.localhost", address: "127.0.0.1" });
}

async function attempt(logins: Logins, password = "right", subject = holder, user = "ormaster"): Promise<LoginOutcome> {
  return await logins.logIn({ user, password, subject });
}

/** Logs in, and returns the session's token. */
async function opened(logins = here, subject = holder): Promise<string> {
  const outcome = await attempt(logins, "right", subject);
  if (outcome.kind !== "opened") throw new Error(`The login's outcome is ${outcome.kind}.`);
  return outcome.token;
}

/** The contents of the tables of logins, as text. */
async function written(): Promise<string> {
  const { store } = world.service;
  const tables = ["sessions", "loginAttempts"] as const;
  return JSON.stringify(await Promise.all(tables.map(async (table) => await store.selectFrom(table).selectAll().execute())));
}

describe("sessions of one account", () => {
  test("are as many as there may be: a further one ends the oldest, and no other account's", async () => {
    const { store } = world.service;
    const first = await opened();
    pass(1000);
    const second = await opened();
    const act = { actor: "operator", now: world.now };
    await createLightAccount(store, { name: "ormaster", tenant: "u00000015", password: "right", ...act });
    const others = await opened(here, stranger);
    pass(1000);
    for (let more = 3; more <= mostSessions + 1; more++) await opened();
    expect(await here.find(first, holder)).toBeUndefined();
    expect(await there.find(second, holder)).toMatchObject({ user: "ormaster" });
    expect(await here.find(others, stranger)).toMatchObject({ user: "ormaster" });
  });

  test("are ended by none of a login that is not complete", async () => {
    const { store } = world.service;
    await store.updateTable("accounts").set({ role: "viewer" }).where("name", "=", "ormaster").execute();
    const session = { tenant: "u00000014", account: "ormaster", cn: holder.cn, site: "console" } as const;
    const open = async (step: "open" | "second-factor") =>
      await transact(store, async (transaction) => await openSession(transaction, { ...session, step }, world.now));
    const complete = await open("open");
    for (let more = 0; more <= mostSessions; more++) await open("second-factor");
    expect(await findSession(store, complete, { site: "console", subject: holder }, world.now)).toBeDefined();
    expect(await store.selectFrom("sessions").selectAll().execute()).toHaveLength(mostSessions + 1);
  });
});

describe("five wrong passwords in a row", () => {
  test("lock the account for a minute in every process, whichever received them", async () => {
    for (const logins of [here, there, here, there, here]) expect(await attempt(logins, "wrong")).toEqual({ kind: "wrong" });
    for (const logins of [here, there]) expect(await attempt(logins)).toEqual({ kind: "locked", retryAfter: 60 });
    pass(59_001);
    expect(await attempt(there)).toEqual({ kind: "locked", retryAfter: 1 });
    pass(999);
    expect(await attempt(there)).toMatchObject({ kind: "opened" });
    expect(await attempt(here)).toMatchObject({ kind: "opened" });
  });

  test("are counted correctly if many are tried concurrently in two processes", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => await attempt(at % 2 === 0 ? here : there, "wrong")),
    );
    expect(outcomes.filter(({ kind }) => kind === "wrong")).toHaveLength(5);
    expect(outcomes.filter(({ kind }) => kind === "locked")).toHaveLength(7);
  });

  test("for any thirty users lock for a minute, because one password is tried for all", async () => {
    for (let tries = 0; tries < 30; tries++)
      expect(await attempt(here, "spring2026", holder, `user${tries}`)).toEqual({ kind: "wrong" });
    for (const logins of [here, there]) expect(await attempt(logins)).toEqual({ kind: "locked", retryAfter: 60 });
    expect(await attempt(there, "right", colleague)).toMatchObject({ kind: "opened" });
    pass(minute);
    expect(await attempt(here)).toMatchObject({ kind: "opened" });
  });

  test("for any thirty users lock also whoever logs in to an account of their own in between", async () => {
    for (let tries = 0; tries < 30; tries++) {
      if (tries % 10 === 9) expect(await attempt(here)).toMatchObject({ kind: "opened" });
      expect(await attempt(there, "spring2026", holder, `user${tries}`)).toEqual({ kind: "wrong" });
    }
    expect(await attempt(here)).toEqual({ kind: "locked", retryAfter: 60 });
  });

  test("do not count those who log in many times", async () => {
    for (let tries = 0; tries < 31; tries++) expect(await attempt(here)).toMatchObject({ kind: "opened" });
  });

  test("are reset by a successful login, in every process", async () => {
    for (let round = 0; round < 2; round++) {
      for (let tries = 0; tries < 4; tries++) await attempt(here, "wrong");
      expect(await attempt(there)).toMatchObject({ kind: "opened" });
    }
  });

  test("lock out neither other users nor holders of other tenants' certificates", async () => {
    for (const subject of [colleague, stranger]) {
      for (let tries = 0; tries < 5; tries++) await attempt(here, "wrong", subject);
      expect(await attempt(there, "right", subject)).toMatchObject({ kind: "locked" });
    }
    expect(await attempt(there)).toMatchObject({ kind: "opened" });
  });

  test("do not count once a clock that was ahead has been corrected", async () => {
    pass(1000 * hour);
    for (let tries = 0; tries < 5; tries++) await attempt(here, "wrong");
    pass(-1000 * hour);
    expect(await attempt(here)).toMatchObject({ kind: "opened" });
  });

  test("store no input, and nothing at all during a lockout", async () => {
    for (let tries = 0; tries < 5; tries++) await attempt(here, "wrong-password", holder, "typed as a name\0");
    const before = await written();
    expect(before).not.toMatch(/typed|wrong-password|client28/);
    pass(1000);
    expect(await attempt(here, "wrong-password", holder, "typed as a name\0")).toMatchObject({ kind: "locked" });
    expect(await written()).toBe(before);
  });
});

describe("a correct password", () => {
  test("opens no session with another tenant's certificate, and the outcome says so", async () => {
    expect(await attempt(here, "right", stranger)).toEqual({ kind: "other-tenant" });
    expect(await attempt(here, "wrong", stranger)).toEqual({ kind: "wrong" });
    expect(await written()).not.toContain("tokenHash");
  });

  test.each([
    ["changed", "update accounts set password = '{}'"],
    ["removed", "delete from accounts"],
  ])("opens no session if it is %s while it is verified", async (_, statement) => {
    // The queries, two each: earlier attempts, again in the transaction, the record of this one; the account.
    const meanwhile = interrupted(world.service, 7, async () => await runSql(world.database, statement));
    expect(await attempt(loginsOf(meanwhile.store))).toEqual({ kind: "wrong" });
    expect(await written()).not.toContain("tokenHash");
  });

  test("opens no session if the account was moved to another tenant while it was compared", async () => {
    const moved = interrupted(world.service, 7, async () => {
      await runSql(world.database, "update accounts set tenant = 'u00000015'");
    });
    expect(await attempt(loginsOf(moved.store))).toEqual({ kind: "wrong" });
  });
});

describe("a session", () => {
  test("is valid in every process, bound to the certificate's subject", async () => {
    const token = await opened(here);
    for (const logins of [here, there]) {
      expect(await logins.find(token, holder)).toEqual({ user: "ormaster", ...holder });
      for (const subject of [colleague, stranger]) expect(await logins.find(token, subject)).toBeUndefined();
      for (const none of ["", "A".repeat(43), `${token}A`]) expect(await logins.find(none, holder)).toBeUndefined();
    }
  });

  test("has a token of 256 random bits, of which the database stores only a hash", async () => {
    const token = await opened();
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await opened()).not.toBe(token);
    expect(await written()).not.toContain(token);
  });

  test("ends in every process when it is logged out in one, and no other session does", async () => {
    const [token, other] = [await opened(here), await opened(there)];
    await there.logOut(token);
    for (const logins of [here, there]) {
      expect(await logins.find(token, holder)).toBeUndefined();
      expect(await logins.find(other, holder)).toMatchObject(holder);
    }
    await here.logOut(token);
    await here.logOut("none");
    expect(await here.find(other, holder)).toMatchObject(holder);
  });

  test("ends twelve hours after it was opened, regardless of use", async () => {
    const token = await opened();
    for (let hours = 1; hours < 12; hours++) {
      pass(hour);
      expect(await here.find(token, holder)).toMatchObject(holder);
    }
    pass(hour - 1);
    expect(await there.find(token, holder)).toMatchObject(holder);
    pass(1);
    for (const logins of [here, there]) expect(await logins.find(token, holder)).toBeUndefined();
  });

  test("ends when its account is disabled, which then opens no other", async () => {
    const token = await opened();
    await runSql(world.database, "update accounts set disabled_at = 1");
    expect(await here.find(token, holder)).toBeUndefined();
    expect(await attempt(here)).toEqual({ kind: "wrong" });
  });

  test("ends when its account is removed or moved to another tenant", async () => {
    const token = await opened();
    await runSql(world.database, "update accounts set tenant = 'u00000015'");
    expect(await here.find(token, holder)).toBeUndefined();
    await world.service.store.deleteFrom("accounts").execute();
    expect(await written()).not.toContain("tokenHash");
  });

  test("opened under a clock that was ahead is invalid once the clock is corrected", async () => {
    pass(1000 * hour);
    const token = await opened();
    pass(-1000 * hour);
    expect(await here.find(token, holder)).toBeUndefined();
  });

  test("records its last use to within five minutes", async () => {
    const token = await opened();
    const began = world.now.getTime();
    const seen = async (): Promise<unknown> =>
      (await world.service.store.selectFrom("sessions").select("seenAt").executeTakeFirst())?.seenAt;
    pass(5 * minute - 1);
    await here.find(token, holder);
    expect(await seen()).toBe(began);
    pass(1);
    await here.find(token, stranger);
    expect(await seen()).toBe(began);
    await there.find(token, holder);
    expect(await seen()).toBe(began + 5 * minute);
    // A clock that was ahead would let it be unused for longer.
    pass(-5 * minute);
    await here.find(token, holder);
    expect(await seen()).toBe(began);
  });
});

describe("the clean-up", () => {
  test("removes expired entries and those from a clock that was ahead, and nothing else", async () => {
    await opened();
    await attempt(here, "wrong", colleague);
    pass(12 * hour);
    const token = await opened();
    await attempt(here, "wrong", colleague, "another");
    pass(1000 * hour);
    await opened();
    await attempt(here, "wrong", stranger);
    pass(-1000 * hour);
    expect(await forgetEndedLogins(world.service, world.now)).toBe(5);
    expect(await forgetEndedLogins(world.service, world.now)).toBe(0);
    expect(await here.find(token, holder)).toMatchObject(holder);
    expect(await world.service.store.selectFrom("loginAttempts").selectAll().execute()).toHaveLength(2);
  });
});
