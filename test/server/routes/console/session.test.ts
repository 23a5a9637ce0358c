import { Secret, TOTP } from "otpauth";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { Enrolment, RecoveryCodes, Session } from "../../../../src/protocol/console/session.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { rotateMasterKey } from "../../../../src/server/issuance/lifecycle/rotate-master-key.ts";
import { createTenant } from "../../../../src/server/issuance/tenants.ts";
import { dataFolder } from "../../../../src/server/system/data-folder.ts";
import { runSql } from "../../../support/database.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { logIn } from "../../../support/full-login.ts";
import { createLightAccount } from "../../../support/light-account.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received, type Sent } from "../../../support/tls-client.ts";

const password = "correct horse battery";
const half = 30_000;

let world: ThrowawayService;
let clerk: Holder;
beforeEach(async () => {
  world = await startService();
  clerk = await world.issue("client28", 90);
  await add("suzuki");
});
afterEach(() => world[Symbol.asyncDispose]());

async function add(name: string, more: { role?: "administrator" | "viewer" | null; tenant?: string } = {}): Promise<void> {
  const { role = "administrator", tenant = "u00000014" } = more;
  await createLightAccount(world.service.store, { name, tenant, password, role, ...byOperator(world.now) });
}

function pass(milliseconds: number): void {
  world.now = new Date(world.now.getTime() + milliseconds);
}

/** A browser at the administrators' site, which keeps the site's cookie. */
class Browser {
  cookie = "";
  readonly #identity: Holder | undefined;

  constructor(identity: Holder | undefined = clerk) {
    this.#identity = identity;
  }

  async ask(method: string, path: string, body?: unknown, headers: Sent["headers"] = {}): Promise<Received> {
    const { port, root } = world;
    const identity = this.#identity ? { identity: this.#identity } : {};
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const own = { Cookie: this.cookie, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" };
    const to = { port, root, host: "ctrl.localhost", ...identity };
    const received = await send(to, { method, path, ...content, headers: { ...own, ...headers } });
    const [cookie = this.cookie] = (received.headers["set-cookie"]?.[0] ?? this.cookie).split(";");
    this.cookie = cookie;
    return received;
  }

  async logIn(user = "suzuki", tried = password): Promise<Received> {
    return await this.ask("POST", consolePaths.session, { user, password: tried });
  }

  async give(code: string): Promise<Received> {
    return await this.ask("POST", consolePaths.secondFactor, { code });
  }

  /** Sets up a second factor, up to its first code. */
  async enrol(): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
    const { secret } = decoded(Enrolment, await this.ask("POST", consolePaths.enrolment));
    const answer = await this.ask("POST", consolePaths.confirmation, { code: codeOf(secret) });
    return { secret, recoveryCodes: decoded(RecoveryCodes, answer).recoveryCodes };
  }

  async present(): Promise<Received> {
    return await this.ask("GET", consolePaths.session);
  }
}

function codeOf(secret: string, at = world.now): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() });
}

function decoded<Output>(schema: v.GenericSchema<unknown, Output>, { status, body }: Received): Output {
  expect([status, body]).toEqual([200, expect.anything()]);
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), body);
}

describe("the first login", () => {
  test("sets up a second factor before anything else, and shows recovery codes once", async () => {
    const browser = new Browser();
    expect(decoded(Session, await browser.logIn())).toMatchObject({ step: "enrolment", user: "suzuki", role: "administrator" });
    const begun = decoded(Enrolment, await browser.ask("POST", consolePaths.enrolment));
    expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Koshin:suzuki%40u00000014\?issuer=Koshin&secret=[A-Z2-7]{32}&/);
    const answer = await browser.ask("POST", consolePaths.confirmation, { code: codeOf(begun.secret) });
    const { session, recoveryCodes } = decoded(RecoveryCodes, answer);
    expect(session).toMatchObject({ step: "open", confirmedUntil: null, tenant: "u00000014", cn: "client28" });
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(decoded(Session, await browser.present())).toEqual(session);
  });

  test("does not take another code than the one of the secret that was shown last", async () => {
    const browser = new Browser();
    await browser.logIn();
    const first = decoded(Enrolment, await browser.ask("POST", consolePaths.enrolment));
    const second = decoded(Enrolment, await browser.ask("POST", consolePaths.enrolment));
    expect(second.secret).not.toBe(first.secret);
    for (const code of [codeOf(first.secret), "000000", ""]) {
      expect((await browser.ask("POST", consolePaths.confirmation, { code })).status).toBeGreaterThanOrEqual(400);
    }
    expect((await browser.ask("POST", consolePaths.confirmation, { code: codeOf(second.secret) })).status).toBe(200);
  });
});

describe("a login with a second factor", () => {
  let secret: string;
  let recoveryCodes: readonly string[];
  beforeEach(async () => {
    const browser = new Browser();
    await browser.logIn();
    ({ secret, recoveryCodes } = await browser.enrol());
    pass(half);
  });

  test("has a fresh token at each step, and the earlier one is worth nothing", async () => {
    const browser = new Browser();
    const tokens: string[] = [];
    await browser.logIn();
    tokens.push(browser.cookie);
    expect(decoded(Session, await browser.give(codeOf(secret)))).toMatchObject({ step: "open" });
    tokens.push(browser.cookie);
    expect(new Set(tokens).size).toBe(2);
    const fixed = new Browser();
    fixed.cookie = tokens[0] ?? "";
    expect(refusalOf(await fixed.present())).toBe("401 not-logged-in");
  });

  test("has a cookie that scripts, other sites and other hosts do not get", async () => {
    const { headers } = await new Browser().logIn();
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(/^__Host-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ]);
  });

  test("is not complete before the second factor: nothing else answers", async () => {
    const browser = new Browser();
    expect(decoded(Session, await browser.logIn())).toMatchObject({ step: "second-factor" });
    for (const [method, path] of [
      ["POST", consolePaths.enrolment],
      ["POST", consolePaths.confirmation],
    ] as const)
      expect(refusalOf(await browser.ask(method, path, { code: codeOf(secret) }))).toBe("403 second-factor-needed");
    expect(decoded(Session, await browser.present())).toMatchObject({ step: "second-factor" });
  });

  test("accepts each code once, in any session of the account, and no earlier one after it", async () => {
    const [before, now] = [codeOf(secret, new Date(world.now.getTime() - half)), codeOf(secret)];
    const [first, second] = [new Browser(), new Browser()];
    for (const browser of [first, second]) await browser.logIn();
    expect((await first.give(now)).status).toBe(200);
    for (const code of [now, before, "\u202e12345"]) expect(refusalOf(await second.give(code))).toBe("403 second-factor-wrong");
    pass(half);
    expect((await second.give(codeOf(secret))).status).toBe(200);
  });

  test("accepts a code once if it is given twice at the same time", async () => {
    const browsers = [new Browser(), new Browser()];
    for (const browser of browsers) await browser.logIn();
    const answers = await Promise.all(browsers.map(async (browser) => await browser.give(codeOf(secret))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403]);
  });

  test("accepts the codes of a clock that is half a minute ahead or behind, and no others", async () => {
    for (const [seconds, status] of [
      [60, 403],
      [-60, 403],
      [30, 200],
    ] as const) {
      const browser = new Browser();
      await browser.logIn();
      expect((await browser.give(codeOf(secret, new Date(world.now.getTime() + seconds * 1000)))).status).toBe(status);
    }
  });

  test("accepts a recovery code instead, once", async () => {
    const [code = ""] = recoveryCodes;
    const browser = new Browser();
    await browser.logIn();
    expect((await browser.give(` ${code.toUpperCase().replaceAll("-", " ")} `)).status).toBe(200);
    const again = new Browser();
    await again.logIn();
    expect(refusalOf(await again.give(code))).toBe("403 second-factor-wrong");
  });

  test("is refused for a minute after five wrong codes, and for a day after twenty", async () => {
    const browser = new Browser();
    await browser.logIn();
    for (let round = 0; round < 4; round++) {
      for (let tries = 0; tries < 5; tries++) expect(refusalOf(await browser.give("000000"))).toBe("403 second-factor-wrong");
      expect(refusalOf(await browser.give(codeOf(secret)))).toBe("429 login-locked");
      pass(60_000);
    }
    const answer = await browser.give(codeOf(secret));
    expect(refusalOf(answer)).toBe("429 login-locked");
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(86_000);
  });

  test("is not locked by a colleague's wrong codes with another certificate", async () => {
    const colleague = new Browser(await world.issue("client29", 90));
    await colleague.logIn();
    for (let tries = 0; tries < 6; tries++) await colleague.give("000000");
    const browser = new Browser();
    await browser.logIn();
    expect((await browser.give(codeOf(secret))).status).toBe(200);
  });

  test("expires after ten minutes between its steps", async () => {
    const browser = new Browser();
    await browser.logIn();
    pass(10 * 60_000);
    expect(refusalOf(await browser.give(codeOf(secret)))).toBe("401 not-logged-in");
  });

  test("goes on after the master key was replaced, and nothing is sealed with the earlier one", async () => {
    const { store } = world.service;
    const sealedWith = async (): Promise<unknown> => await store.selectFrom("secondFactors").select("masterKey").execute();
    const before = await sealedWith();
    await rotateMasterKey(world.service, dataFolder(world.data).masterKey, byOperator(world.now));
    expect(await sealedWith()).not.toEqual(before);
    const browser = new Browser();
    await browser.logIn();
    expect((await browser.give(codeOf(secret))).status).toBe(200);
  });

  test("does not accept the sealed secret of another account in its place", async () => {
    await add("tanaka");
    const other = new Browser();
    await other.logIn("tanaka");
    const mine = await other.enrol();
    await runSql(
      world.database,
      "update second_factors set sealed_secret = (select sealed_secret from second_factors where account = 'tanaka') where account = 'suzuki'",
    );
    pass(half);
    const browser = new Browser();
    await browser.logIn();
    expect((await browser.give(codeOf(mine.secret))).status).toBe(500);
  });
});

describe("the second factor once more", () => {
  test("confirms for five minutes, and the login's own code does not count", async () => {
    const administrator = await logIn(world, clerk);
    const begin = async (): Promise<number> => (await administrator.ask({ method: "POST", path: consolePaths.enrolment })).status;
    expect(await begin()).toBe(403);
    await administrator.confirm();
    expect(await begin()).toBe(200);
    pass(5 * 60_000 - 1);
    expect(await begin()).toBe(200);
    pass(1);
    expect(await begin()).toBe(403);
  });

  test("does not count once a clock that was ahead has been corrected", async () => {
    const administrator = await logIn(world, clerk);
    const tenHours = 10 * 60 * 60_000;
    for (let hour = 0; hour < 10; hour++) {
      pass(60 * 60_000);
      await administrator.ask({ path: consolePaths.session });
    }
    await administrator.confirm();
    const begin = async (): Promise<string> => {
      const { status, body } = await administrator.ask({ method: "POST", path: consolePaths.enrolment });
      return status === 200 ? "200" : `${status} ${body}`;
    };
    expect(await begin()).toBe("200");
    pass(-tenHours);
    expect(await begin()).toContain("second-factor-needed");
    expect((await administrator.ask({ path: consolePaths.session })).status).toBe(200);
  });

  test("replaces the second factor, whose codes are no longer accepted and whose sessions end", async () => {
    const administrator = await logIn(world, clerk);
    await administrator.confirm();
    const { secret } = decoded(Enrolment, await administrator.ask({ method: "POST", path: consolePaths.enrolment }));
    pass(half);
    const elsewhere = new Browser();
    await elsewhere.logIn(administrator.user);
    const confirmed = await administrator.ask({ method: "POST", path: consolePaths.confirmation, body: { code: codeOf(secret) } });
    expect(confirmed.status).toBe(200);
    expect(refusalOf(await elsewhere.present())).toBe("401 not-logged-in");
    expect((await administrator.ask({ path: consolePaths.session })).status).toBe(200);
    const browser = new Browser();
    await browser.logIn(administrator.user);
    expect(refusalOf(await browser.give(administrator.nextCode()))).toBe("403 second-factor-wrong");
    expect((await browser.give(codeOf(secret))).status).toBe(200);
  });
});

describe("a login is refused", () => {
  test("with a wrong user or password, without saying which", async () => {
    for (const [user, tried] of [
      ["suzuki", "wrong"],
      ["nobody", password],
      ["SUZUKI", password],
    ] as const)
      expect(refusalOf(await new Browser().logIn(user, tried))).toBe("403 login-wrong");
  });

  test("after five wrong passwords, for a minute", async () => {
    for (let tries = 0; tries < 5; tries++) await new Browser().logIn("suzuki", "wrong");
    const answer = await new Browser().logIn();
    expect([refusalOf(answer), answer.headers["retry-after"]]).toEqual(["429 login-locked", "60"]);
  });

  test("for an account without access to the site", async () => {
    await add("clerk", { role: null });
    const browser = new Browser();
    expect(refusalOf(await browser.logIn("clerk"))).toBe("403 role-insufficient");
    expect(refusalOf(await browser.present())).toBe("401 not-logged-in");
  });

  test("with another organisation's certificate, and only who knows the password learns why", async () => {
    await createTenant(world.service, { name: "u00000015", product: "weborca", ...byOperator(world.now) });
    const stranger = await world.issue("client5", 90, { tenant: "u00000015" });
    expect(refusalOf(await new Browser(stranger).logIn())).toBe("403 login-other-tenant");
    expect(refusalOf(await new Browser(stranger).logIn("suzuki", "wrong"))).toBe("403 login-wrong");
    await add("suzuki", { tenant: "u00000015" });
    expect(decoded(Session, await new Browser(stranger).logIn())).toMatchObject({ tenant: "u00000015" });
  });

  test("without a certificate, from another site, and with a body that is not the login", async () => {
    const browser = new Browser(undefined);
    expect(refusalOf(await new BrowserWithout().logIn())).toBe("401 no-certificate");
    const cross = { "Sec-Fetch-Site": "cross-site" };
    const login = { user: "suzuki", password };
    expect(refusalOf(await browser.ask("POST", consolePaths.session, login, cross))).toBe("403 cross-site");
    for (const body of [{}, { ...login, more: 1 }, { user: "suzuki", password: "x".repeat(257) }]) {
      expect(refusalOf(await browser.ask("POST", consolePaths.session, body))).toBe("400 request-malformed");
    }
  });
});

/** A browser that presents no certificate. */
class BrowserWithout extends Browser {
  override async ask(method: string, path: string, body?: unknown): Promise<Received> {
    const { port, root } = world;
    const headers = { "Content-Type": "application/json" };
    return await send({ port, root, host: "ctrl.localhost" }, { method, path, headers, body: JSON.stringify(body) });
  }
}

describe("a session", () => {
  test("is worth nothing with another person's certificate, or at another application", async () => {
    const administrator = await logIn(world, clerk);
    const thief = new Browser(await world.issue("client29", 90));
    thief.cookie = administrator.cookie;
    expect(refusalOf(await thief.present())).toBe("401 not-logged-in");
    const row = await world.service.store.selectFrom("sessions").select(["site", "step"]).execute();
    expect(row).toEqual([{ site: "console", step: "open" }]);
  });

  test("of the web app, which asks for no second factor, is none here", async () => {
    const administrator = await logIn(world, clerk);
    await runSql(world.database, "update sessions set site = 'app'");
    expect(refusalOf(await administrator.ask({ path: consolePaths.session }))).toBe("401 not-logged-in");
  });

  test("ends after an hour without use, to within five minutes, and after twelve hours in any case", async () => {
    const [busy, idle] = [await logIn(world, clerk), await logIn(world, clerk)];
    const statuses = async (): Promise<number[]> =>
      await Promise.all([busy, idle].map(async (each) => (await each.ask({ path: consolePaths.session })).status));
    pass(60 * 60_000);
    expect(await statuses()).toEqual([200, 200]);
    for (let minutes = 0; minutes < 65; minutes += 5) {
      pass(5 * 60_000);
      expect((await busy.ask({ path: consolePaths.session })).status).toBe(200);
    }
    expect(await statuses()).toEqual([200, 401]);
    for (let hours = 0; hours < 10; hours++) {
      pass(59 * 60_000);
      await busy.ask({ path: consolePaths.session });
    }
    expect((await busy.ask({ path: consolePaths.session })).status).toBe(200);
    pass(59 * 60_000);
    expect((await busy.ask({ path: consolePaths.session })).status).toBe(401);
  });

  test("ends when it is logged out, and when its account is disabled", async () => {
    const [one, other] = [await logIn(world, clerk), await logIn(world, clerk)];
    const out = await one.ask({ method: "DELETE", path: consolePaths.session });
    expect([out.status, out.headers["set-cookie"]?.[0]]).toEqual([204, expect.stringContaining("Max-Age=0")]);
    expect(refusalOf(await one.ask({ path: consolePaths.session }))).toBe("401 not-logged-in");
    await runSql(world.database, `update accounts set disabled_at = 1 where name = '${other.user}'`);
    expect(refusalOf(await other.ask({ path: consolePaths.session }))).toBe("401 not-logged-in");
  });
});
