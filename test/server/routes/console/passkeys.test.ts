import { Secret, TOTP } from "otpauth";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PasskeyCreation, PasskeyList, PasskeyRequest } from "../../../../src/protocol/console/passkeys.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { Enrolment, RecoveryCodes, Session } from "../../../../src/protocol/console/session.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { readAudit, verifyAudit } from "../../../../src/server/store/audit/audit.ts";
import { reconcile } from "../../../../src/server/store/audit/reconcile.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { logIn } from "../../../support/full-login.ts";
import { createLightAccount } from "../../../support/light-account.ts";
import { SoftPasskey } from "../../../support/soft-passkey.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

const password = "correct horse battery";

let world: ThrowawayService;
let clerk: Holder;
beforeEach(async () => {
  world = await startService();
  clerk = await world.issue("client28", 90);
});
afterEach(() => world[Symbol.asyncDispose]());

function origin(): string {
  return `https://ctrl.localhost:${world.port}`;
}

function pass(milliseconds: number): void {
  world.now = new Date(world.now.getTime() + milliseconds);
}

/** Somebody's browser at the administrators' site. */
class Person {
  cookie = "";
  readonly user: string;

  private constructor(user: string) {
    this.user = user;
  }

  /** Somebody with an account, who has given their password. */
  static async withPassword(user: string): Promise<Person> {
    const account = { name: user, tenant: "u00000014", password, role: "viewer" as const };
    await createLightAccount(world.service.store, { ...account, ...byOperator(world.now) });
    return await Person.again(user);
  }

  static async again(user: string): Promise<Person> {
    const person = new Person(user);
    expect((await person.ask("POST", consolePaths.session, { user, password })).status).toBe(200);
    return person;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Received> {
    const { port, root } = world;
    const headers = { Cookie: this.cookie, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const received = await send({ port, root, host: "ctrl.localhost", identity: clerk }, { method, path, ...content, headers });
    this.cookie = (received.headers["set-cookie"]?.[0] ?? this.cookie).split(";")[0] ?? "";
    return received;
  }

  async creation(): Promise<PasskeyCreation> {
    return decoded(PasskeyCreation, await this.ask("POST", consolePaths.passkeyCreation));
  }

  async request(): Promise<PasskeyRequest> {
    return decoded(PasskeyRequest, await this.ask("POST", consolePaths.passkeyRequest));
  }

  async add(passkey = new SoftPasskey(origin()), name = "security key"): Promise<SoftPasskey> {
    const answer = await this.ask("POST", consolePaths.passkeys, { name, credential: passkey.create(await this.creation()) });
    expect(answer.status).toBe(200);
    return passkey;
  }

  async give(assertion: unknown): Promise<string> {
    const answer = await this.ask("POST", consolePaths.passkeyAssertion, assertion);
    return answer.status === 200 ? decoded(Session, answer).step : refusalOf(answer);
  }

  async confirm(passkey: SoftPasskey): Promise<void> {
    expect(await this.give(passkey.get(await this.request()))).toBe("open");
  }
}

function decoded<Schema extends v.GenericSchema>(schema: Schema, { body }: Received): v.InferOutput<Schema> {
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), body);
}

const wrong = "403 second-factor-wrong";

describe("a passkey", () => {
  test("is the second factor that the first login sets up, with recovery codes", async () => {
    const suzuki = await Person.withPassword("suzuki");
    const passkey = new SoftPasskey(origin());
    const began = suzuki.cookie;
    const credential = passkey.create(await suzuki.creation());
    const answer = await suzuki.ask("POST", consolePaths.passkeys, { name: "Laptop", credential });
    const { session, recoveryCodes } = decoded(RecoveryCodes, answer);
    expect([session.step, session.secondFactors, recoveryCodes.length]).toEqual(["open", ["passkey"], 10]);
    expect(suzuki.cookie).not.toBe(began);

    const again = await Person.again("suzuki");
    expect(decoded(Session, await again.ask("GET", consolePaths.session)).secondFactors).toEqual(["passkey"]);
    const request = await again.request();
    expect(request).toMatchObject({ rpId: "ctrl.localhost", userVerification: "required" });
    expect(request.allowCredentials).toEqual([{ id: passkey.id, type: "public-key", transports: ["usb"] }]);
    expect(await again.give(passkey.get(request))).toBe("open");

    const lost = await Person.again("suzuki");
    expect((await lost.ask("POST", consolePaths.secondFactor, { code: "123456" })).status).toBe(403);
    expect((await lost.ask("POST", consolePaths.secondFactor, { code: recoveryCodes[0] })).status).toBe(200);
    const { store } = world.service;
    const comparison = reconcile(store);
    await verifyAudit(store, { read: async (page) => await comparison.read(page) });
    expect(await comparison.finish()).toEqual([]);
    const trail = await readAudit(world.service.store, "suzuki@u00000014");
    expect(trail.filter(({ action }) => action === "account-passkey-added").map(({ actor }) => actor)).toEqual([
      "account:suzuki@u00000014",
    ]);
  });

  test("confirms before secrets are handed out; the login's own signature does not count", async () => {
    const suzuki = await Person.withPassword("suzuki");
    const passkey = await suzuki.add();
    expect(decoded(Session, await suzuki.ask("GET", consolePaths.session)).confirmedUntil).toBeNull();
    expect(refusalOf(await suzuki.ask("POST", consolePaths.passkeyCreation))).toBe("403 second-factor-needed");
    await suzuki.confirm(passkey);
    const { confirmedUntil } = decoded(Session, await suzuki.ask("GET", consolePaths.session));
    expect(Date.parse(confirmedUntil ?? "")).toBe(world.now.getTime() + 5 * 60_000);
  });

  test("is one of several, each with its name and its last use, beside an authenticator app", async () => {
    const login = await logIn(world, clerk);
    await login.confirm();
    const first = new SoftPasskey(origin());
    const creation = decoded(PasskeyCreation, await login.ask({ method: "POST", path: consolePaths.passkeyCreation }));
    const body = { name: " 受付のパソコン ", credential: first.create(creation) };
    const added = await login.ask({ method: "POST", path: consolePaths.passkeys, body });
    // The account has its recovery codes already.
    expect(decoded(RecoveryCodes, added).recoveryCodes).toEqual([]);

    const suzuki = await Person.again(login.user);
    pass(60_000);
    await suzuki.confirm(first);
    const used = world.now.toISOString();
    await suzuki.confirm(first);
    const next = await suzuki.creation();
    expect(next.user.id).not.toContain(login.user);
    expect(next.excludeCredentials.map(({ id }) => id)).toEqual([first.id]);
    const second = new SoftPasskey(origin());
    await suzuki.ask("POST", consolePaths.passkeys, { name: "予備", credential: second.create(next) });
    const { passkeys } = decoded(PasskeyList, await suzuki.ask("GET", consolePaths.passkeys));
    expect(passkeys.map(({ id, name, lastUsedAt }) => [id, name, lastUsedAt])).toEqual([
      [first.id, "受付のパソコン", used],
      [second.id, "予備", null],
    ]);
    expect(decoded(Session, await suzuki.ask("GET", consolePaths.session)).secondFactors).toEqual(["passkey", "app"]);
    for (const { id } of passkeys) expect((await suzuki.ask("DELETE", `${consolePaths.passkeys}/${id}`)).status).toBe(204);
    expect(decoded(Session, await suzuki.ask("GET", consolePaths.session)).secondFactors).toEqual(["app"]);
  });

  test("is removed, and what was opened with it ends; the last second factor stays", async () => {
    const suzuki = await Person.withPassword("suzuki");
    const first = await suzuki.add();
    expect(refusalOf(await suzuki.ask("DELETE", `${consolePaths.passkeys}/${first.id}`))).toBe("403 second-factor-needed");
    await suzuki.confirm(first);
    expect(refusalOf(await suzuki.ask("DELETE", `${consolePaths.passkeys}/${first.id}`))).toBe("409 second-factor-last");
    const second = await suzuki.add();
    const other = await Person.again("suzuki");
    await other.confirm(first);
    expect((await suzuki.ask("DELETE", `${consolePaths.passkeys}/${first.id}`)).status).toBe(204);
    expect(refusalOf(await other.ask("GET", consolePaths.session))).toBe("401 not-logged-in");
    const again = await Person.again("suzuki");
    expect(await again.give(first.get(await again.request()))).toBe(wrong);
    await again.confirm(second);
  });
});

describe("as the second factor there counts no", () => {
  let suzuki: Person;
  let passkey: SoftPasskey;
  beforeEach(async () => {
    passkey = await (await Person.withPassword("suzuki")).add();
    suzuki = await Person.again("suzuki");
  });

  test("signature that was given already, nor one under a challenge that was answered, even wrongly", async () => {
    const request = await suzuki.request();
    const assertion = passkey.get(request);
    expect(await suzuki.give(assertion)).toBe("open");
    expect(await suzuki.give(assertion)).toBe(wrong);
    expect(await suzuki.give(passkey.get(request))).toBe(wrong);
    const next = await suzuki.request();
    expect(await suzuki.give(passkey.get(next, { origin: "https://elsewhere.example" }))).toBe(wrong);
    expect(await suzuki.give(passkey.get(next))).toBe(wrong);
  });

  test("signature under another session's challenge, an earlier one, or one of more than five minutes ago", async () => {
    const other = await Person.again("suzuki");
    expect(await suzuki.give(passkey.get(await other.request()))).toBe(wrong);
    const earlier = await suzuki.request();
    await suzuki.request();
    expect(await suzuki.give(passkey.get(earlier))).toBe(wrong);
    const late = await suzuki.request();
    pass(5 * 60_000);
    expect(await suzuki.give(passkey.get(late))).toBe(wrong);
  });

  test.for([
    ["for another page", { origin: "https://ctrl.localhost.example" }],
    ["for the web app's page", { origin: "https://app.localhost:8443" }],
    ["without verification of the user", { verified: false }],
    ["of a copy, which has made fewer signatures", { counter: 0 }],
  ] as const)("signature %s", async ([, manner]) => {
    expect(await suzuki.give(passkey.get(await suzuki.request(), manner))).toBe(wrong);
    expect(decoded(Session, await suzuki.ask("GET", consolePaths.session)).step).toBe("second-factor");
  });

  test("signature for another site, nor one by another key", async () => {
    const request = await suzuki.request();
    expect(await suzuki.give(passkey.get({ ...request, rpId: "localhost" }))).toBe(wrong);
    const stranger = new SoftPasskey(origin());
    expect(await suzuki.give({ ...stranger.get(await suzuki.request()), id: passkey.id })).toBe(wrong);
  });

  test("passkey of another account", async () => {
    const tanaka = await (await Person.withPassword("tanaka")).add();
    expect(await suzuki.give(tanaka.get(await suzuki.request()))).toBe(wrong);
    const foreign = await suzuki.ask("DELETE", `${consolePaths.passkeys}/${tanaka.id}`);
    expect(refusalOf(foreign)).toBe("403 second-factor-needed");
    await suzuki.confirm(passkey);
    await suzuki.confirm(passkey);
    expect(refusalOf(await suzuki.ask("DELETE", `${consolePaths.passkeys}/${tanaka.id}`))).toBe("404 not-found");
  });

  test("signature after five wrong ones, for a minute", async () => {
    for (let tried = 1; tried <= 5; tried += 1)
      expect(await suzuki.give(passkey.get(await suzuki.request(), { verified: false }))).toBe(wrong);
    expect(await suzuki.give(passkey.get(await suzuki.request()))).toBe("429 login-locked");
    pass(60_000);
    await suzuki.confirm(passkey);
  });
});

describe("once there is a passkey", () => {
  test("whoever had begun a first login, with the password alone, completes none", async () => {
    const suzuki = await Person.withPassword("suzuki");
    const thief = await Person.again("suzuki");
    const { secret } = decoded(Enrolment, await thief.ask("POST", consolePaths.enrolment));
    const credential = new SoftPasskey(origin()).create(await thief.creation());
    const passkey = await suzuki.add();
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.now.getTime() });
    expect(refusalOf(await thief.ask("POST", consolePaths.confirmation, { code }))).toBe("401 not-logged-in");
    expect(refusalOf(await thief.ask("POST", consolePaths.passkeys, { name: "key", credential }))).toBe("401 not-logged-in");
    await suzuki.confirm(passkey);
    expect(decoded(Session, await suzuki.ask("GET", consolePaths.session)).secondFactors).toEqual(["passkey"]);
  });

  test("no session sets up a first one, even if it has outlived that", async () => {
    const suzuki = await Person.withPassword("suzuki");
    await suzuki.ask("POST", consolePaths.enrolment);
    await world.service.store.updateTable("accounts").set({ secondFactorSince: world.now.getTime() }).execute();
    for (const path of [consolePaths.enrolment, consolePaths.passkeyCreation])
      expect(refusalOf(await suzuki.ask("POST", path))).toBe("403 second-factor-needed");
  });
});

describe("no passkey is registered", () => {
  test("without verification of the user, for another page, or under a challenge that was answered", async () => {
    const suzuki = await Person.withPassword("suzuki");
    const add = async (credential: unknown): Promise<string> =>
      refusalOf(await suzuki.ask("POST", consolePaths.passkeys, { name: "key", credential }));
    const passkey = new SoftPasskey(origin());
    expect(await add(passkey.create(await suzuki.creation(), { verified: false }))).toBe("400 passkey-not-accepted");
    const creation = await suzuki.creation();
    expect(await add(passkey.create(creation, { origin: "https://elsewhere.example" }))).toBe("400 passkey-not-accepted");
    expect(await add(passkey.create(creation))).toBe("400 passkey-not-accepted");
    const session = decoded(Session, await suzuki.ask("GET", consolePaths.session));
    expect([session.step, session.secondFactors]).toEqual(["enrolment", []]);
  });

  test("that is registered already, also for another account", async () => {
    const passkey = await (await Person.withPassword("suzuki")).add();
    const tanaka = await Person.withPassword("tanaka");
    const credential = passkey.create(await tanaka.creation());
    expect(refusalOf(await tanaka.ask("POST", consolePaths.passkeys, { name: "key", credential }))).toBe(
      "400 passkey-not-accepted",
    );
  });

  test("instead of the second factor that a login has to give, nor by whoever has not logged in", async () => {
    await (await Person.withPassword("suzuki")).add();
    const suzuki = await Person.again("suzuki");
    expect(refusalOf(await suzuki.ask("POST", consolePaths.passkeyCreation))).toBe("403 second-factor-needed");
    suzuki.cookie = "";
    for (const path of [consolePaths.passkeyCreation, consolePaths.passkeyRequest])
      expect(refusalOf(await suzuki.ask("POST", path))).toBe("401 not-logged-in");
  });
});
