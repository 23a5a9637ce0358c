import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Invitation } from "../../../../src/protocol/console/accounts.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { Session } from "../../../../src/protocol/console/session.ts";
import { IdentityList, ProviderList, ProviderLogOut, SignInBegun } from "../../../../src/protocol/console/single-sign-on.ts";
import { createAccount } from "../../../../src/server/accounts/accounts.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../../src/server/issuance/tenants.ts";
import type { IdentityProvider } from "../../../../src/server/settings/identity-providers.ts";
import { updateAccount } from "../../../../src/server/store/accounts/account-rows.ts";
import { linkIdentity } from "../../../../src/server/store/accounts/identity-rows.ts";
import { verifyAudit } from "../../../../src/server/store/audit/audit.ts";
import { reconcile } from "../../../../src/server/store/audit/reconcile.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { logIn, type FullLogin } from "../../../support/full-login.ts";
import { OpenIdProvider } from "../../../support/openid-provider.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

const mail = "suzuki@clinic.example.jp";
const people = new Map([
  ["suzuki-at-id", { mail }],
  ["tanaka-at-id", { mail: "tanaka@clinic.example.jp" }],
  // Whoever takes over a mail address is not the person who had it.
  ["somebody-with-suzukis-address", { mail }],
  ["with-passkey", { mail: "key@clinic.example.jp", amr: ["hwk"] }],
  ["with\0octet", { mail: "nul@clinic.example.jp" }],
  ["with-phrh", { mail: "acr@clinic.example.jp", acr: "phrh" }],
]);

let provider: OpenIdProvider;
let world: ThrowawayService;
let clerk: Holder;
beforeAll(async () => {
  provider = await OpenIdProvider.start(people, () => `${origin()}${consolePaths.signedIn}`);
});
afterAll(async () => await provider[Symbol.asyncDispose]());
beforeEach(async () => await begin());
afterEach(async () => await world[Symbol.asyncDispose]());

async function begin(more: Partial<IdentityProvider> = {}): Promise<void> {
  world = await startService({ settings: { identityProviders: [{ ...provider.settings, ...more }] } });
  clerk = await world.issue("client28", 90);
}

/** The service with other settings of the provider. */
async function restart(more: Partial<IdentityProvider>): Promise<void> {
  await world[Symbol.asyncDispose]();
  await begin(more);
}

function origin(): string {
  return `https://ctrl.localhost:${world.port}`;
}

function decoded<Schema extends v.GenericSchema>(schema: Schema, { body }: Received): v.InferOutput<Schema> {
  return v.parse(v.pipe(v.string(), v.parseJson(), schema), body);
}

/** A browser at the service and at the provider. As a browser, it sends no strict cookie where another site sends it. */
class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  identity: Holder = clerk;

  async #ask(host: string, port: number, sent: Parameters<typeof send>[1], except = ""): Promise<Received> {
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const Cookie = [...jar].flatMap(([name, value]) => (name === except ? [] : [`${name}=${value}`])).join("; ");
    const of = host === "localhost" ? { root: provider.authority } : { root: world.root, identity: this.identity };
    const received = await send({ port, host, ...of }, { ...sent, headers: { Cookie, ...sent.headers } });
    for (const line of received.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return received;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Received> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" };
    return await this.#ask("ctrl.localhost", world.port, { method, path, headers, ...content });
  }

  /** The session that this browser has; its step, or why there is none. */
  async session(): Promise<string> {
    const answer = await this.ask("GET", consolePaths.session);
    return answer.status === 200 ? decoded(Session, answer).step : refusalOf(answer);
  }

  /** Takes over somebody's session. */
  take({ cookie }: FullLogin): void {
    const [name = "", value = ""] = cookie.split("=");
    this.#cookies.set("ctrl.localhost", new Map([[name, value]]));
  }

  forget(name: string): void {
    this.#cookies.get("ctrl.localhost")?.delete(name);
  }

  /** Logs in at the provider, whose address the service has given, up to the address that it sends the browser back to. */
  async atProvider(begun: Received, sub: string, alter: (url: URL) => void = () => undefined): Promise<URL> {
    const at = new URL(decoded(SignInBegun, begun).location);
    alter(at);
    let path = `${at.pathname}${at.search}`;
    for (let steps = 0; steps < 8; steps += 1) {
      const answer = await this.#ask("localhost", provider.port, { path });
      const form = answer.status === 200;
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      const body = new URLSearchParams({ sub }).toString();
      const { headers: next } = form
        ? await this.#ask("localhost", provider.port, { method: "POST", path, headers, body })
        : answer;
      const to = new URL(next.location ?? "", provider.settings.issuer);
      if (to.origin === origin()) return to;
      path = `${to.pathname}${to.search}`;
    }
    throw new Error("The provider does not send the browser back.");
  }

  /** Where the service sends the browser that comes back. */
  async comeBack({ pathname, search }: URL): Promise<string> {
    const sent = { path: `${pathname}${search}`, headers: { "Sec-Fetch-Site": "cross-site" } };
    const { status, headers } = await this.#ask("ctrl.localhost", world.port, sent, "__Host-session");
    expect(status).toBe(303);
    return headers.location?.replace(origin(), "") ?? "";
  }

  async signIn(sub: string): Promise<string> {
    const begun = await this.ask("POST", consolePaths.signIn, { provider: "clinic-id" });
    return await this.comeBack(await this.atProvider(begun, sub));
  }
}

/** Links a provider's identity to an account, as its person does. */
async function link(person: FullLogin, sub: string): Promise<string> {
  const browser = new Browser();
  browser.take(person);
  await person.confirm();
  return await browser.comeBack(
    await browser.atProvider(await browser.ask("POST", consolePaths.identities, { provider: "clinic-id" }), sub),
  );
}

const notValid = "/#/sign-in/sign-in-not-valid";
const notLinked = "/#/sign-in/identity-not-linked";

describe("an identity", () => {
  test("is linked by somebody who has logged in with password and second factor, and logs in from then on", async () => {
    const suzuki = await logIn(world, clerk);
    expect(await link(suzuki, "suzuki-at-id")).toBe("/#/own-account");
    const { store } = world.service;
    const comparison = reconcile(store);
    await verifyAudit(store, { read: async (page) => await comparison.read(page) });
    expect(await comparison.finish()).toEqual([]);

    const browser = new Browser();
    expect(decoded(ProviderList, await browser.ask("GET", consolePaths.signIn))).toEqual({
      providers: [{ id: "clinic-id", name: "Clinic ID" }],
    });
    expect(await browser.signIn("suzuki-at-id")).toBe("/");
    const used = world.now.toISOString();
    // The provider's second factor does not count unless the settings say so.
    expect(await browser.session()).toBe("second-factor");
    expect((await browser.ask("POST", consolePaths.secondFactor, { code: suzuki.nextCode() })).status).toBe(200);
    const session = decoded(Session, await browser.ask("GET", consolePaths.session));
    expect(session).toMatchObject({ step: "open", user: suzuki.user, provider: "clinic-id" });
    const { identities } = decoded(IdentityList, await browser.ask("GET", consolePaths.identities));
    expect(identities).toMatchObject([{ provider: "Clinic ID", lastUsedAt: used }]);
    expect(JSON.stringify(identities)).not.toContain("suzuki-at-id");
  });

  test("is linked only after the second factor once more, and not by a session that a provider has opened", async () => {
    const suzuki = await logIn(world, clerk);
    const asked = { method: "POST", path: consolePaths.identities, body: { provider: "clinic-id" } };
    expect(refusalOf(await suzuki.ask(asked))).toBe("403 second-factor-needed");
    await link(suzuki, "suzuki-at-id");
    const browser = new Browser();
    await browser.signIn("suzuki-at-id");
    for (let given = 1; given <= 2; given += 1) await browser.ask("POST", consolePaths.secondFactor, { code: suzuki.nextCode() });
    const refused = await browser.ask("POST", consolePaths.identities, { provider: "clinic-id" });
    expect(refusalOf(refused)).toBe("403 password-login-needed");
  });

  test("of another account of the organisation is not linked once more", async () => {
    await link(await logIn(world, clerk), "suzuki-at-id");
    expect(await link(await logIn(world, clerk), "suzuki-at-id")).toBe("/#/sign-in/identity-taken");
  });

  test("is not linked to a session that has ended meanwhile", async () => {
    const suzuki = await logIn(world, clerk);
    await suzuki.confirm();
    const browser = new Browser();
    browser.take(suzuki);
    const begun = await browser.ask("POST", consolePaths.identities, { provider: "clinic-id" });
    const back = await browser.atProvider(begun, "suzuki-at-id");
    await browser.ask("DELETE", consolePaths.session);
    expect(await browser.comeBack(back)).toBe("/#/sign-in/not-logged-in");
    expect(await new Browser().signIn("suzuki-at-id")).toBe(notLinked);
  });

  test("is unlinked, which ends what it has opened", async () => {
    const suzuki = await logIn(world, clerk);
    await link(suzuki, "suzuki-at-id");
    const browser = new Browser();
    await browser.signIn("suzuki-at-id");
    const { identities } = decoded(IdentityList, await suzuki.ask({ path: consolePaths.identities }));
    const path = `${consolePaths.identities}/${identities[0]?.id ?? ""}`;
    await suzuki.confirm();
    expect((await suzuki.ask({ method: "DELETE", path })).status).toBe(204);
    expect(refusalOf(await suzuki.ask({ method: "DELETE", path }))).toBe("404 not-found");
    expect(await browser.session()).toBe("401 not-logged-in");
    expect(await new Browser().signIn("suzuki-at-id")).toBe(notLinked);
  });

  test("stays if nobody could log in any more, also if there is another one whose provider is gone", async () => {
    const suzuki = await logIn(world, clerk);
    await link(suzuki, "suzuki-at-id");
    const account = { tenant: "u00000014", name: suzuki.user };
    await transact(world.service.store, async (transaction) => {
      await updateAccount(transaction, account, { password: null });
      const gone = { tenant: account.tenant, issuer: "https://gone.example.jp", subject: "suzuki", account: account.name };
      await linkIdentity(transaction, { ...gone, linkedAt: 0, lastUsedAt: null });
    });
    const { identities } = decoded(IdentityList, await suzuki.ask({ path: consolePaths.identities }));
    const unlink = async (provider: string): Promise<string> => {
      const path = `${consolePaths.identities}/${identities.find((each) => each.provider === provider)?.id ?? ""}`;
      await suzuki.confirm();
      const answer = await suzuki.ask({ method: "DELETE", path });
      return answer.status === 204 ? "unlinked" : refusalOf(answer);
    };
    expect(await unlink("Clinic ID")).toBe("409 identity-last");
    expect(await unlink("https://gone.example.jp")).toBe("unlinked");
  });

  test("opens a session that ends as the settings say, whatever its second factor: the provider may have disabled the person", async () => {
    await restart({ sessionMinutes: 60, secondFactor: { amr: ["hwk"] } });
    const [suzuki, sato] = [await logIn(world, clerk), await logIn(world, clerk)];
    await link(suzuki, "suzuki-at-id");
    await link(sato, "with-passkey");
    const [byCode, byProvider] = [new Browser(), new Browser()];
    await byCode.signIn("suzuki-at-id");
    await byCode.ask("POST", consolePaths.secondFactor, { code: suzuki.nextCode() });
    await byProvider.signIn("with-passkey");
    const ends = async (browser: Browser): Promise<number> => {
      const { openedAt, endsAt } = decoded(Session, await browser.ask("GET", consolePaths.session));
      return (Date.parse(endsAt) - Date.parse(openedAt)) / 60_000;
    };
    expect([await ends(byCode), await ends(byProvider)]).toEqual([60, 60]);
    const byPassword = decoded(Session, await suzuki.ask({ path: consolePaths.session }));
    expect((Date.parse(byPassword.endsAt) - Date.parse(byPassword.openedAt)) / 60_000).toBe(720);
  });

  test("is linked by an invitation instead of a password, whose second factor is next", async () => {
    const administrator = await logIn(world, clerk);
    await administrator.confirm();
    const body = { name: "tanaka", personName: "", role: "operator", mail: null };
    const invited = await administrator.ask({ method: "POST", path: consolePaths.accounts, body });
    const invitation = decoded(Invitation, invited).link.split("/").at(-1);
    const browser = new Browser();
    const begun = await browser.ask("POST", consolePaths.signIn, { provider: "clinic-id", invitation });
    expect(await browser.comeBack(await browser.atProvider(begun, "tanaka-at-id"))).toBe("/");
    expect(await browser.session()).toBe("enrolment");
    const again = await new Browser().ask("POST", consolePaths.signIn, { provider: "clinic-id", invitation });
    expect(await browser.comeBack(await browser.atProvider(again, "tanaka-at-id"))).toBe(notValid);
    expect(await new Browser().signIn("tanaka-at-id")).toBe("/");
  });
});

describe("a second factor of the provider's", () => {
  test.for<readonly [sub: string, secondFactor: NonNullable<IdentityProvider["secondFactor"]>, step: string]>([
    ["with-passkey", { amr: ["hwk"] }, "open"],
    ["with-passkey", { amr: ["otp"] }, "second-factor"],
    ["with-phrh", { acr: ["phrh"] }, "open"],
    ["suzuki-at-id", { acr: ["phrh"], amr: ["hwk"] }, "second-factor"],
  ])("counts as the settings say: %s, %j", async ([sub, secondFactor, step]) => {
    await restart({ secondFactor });
    const person = await logIn(world, clerk);
    await link(person, sub);
    const browser = new Browser();
    expect(await browser.signIn(sub)).toBe("/");
    expect(await browser.session()).toBe(step);
  });
});

describe("nobody is logged in", () => {
  let browser: Browser;
  beforeEach(async () => {
    await link(await logIn(world, clerk), "suzuki-at-id");
    browser = new Browser();
  });

  const begun = async (): Promise<Received> => await browser.ask("POST", consolePaths.signIn, { provider: "clinic-id" });

  test("by a mail address: whoever has the person's address is somebody else", async () => {
    const { store } = world.service;
    const facts = { name: "mail", tenant: "u00000014", password: "several words", role: "administrator" as const };
    await createAccount(store, { ...facts, ...byOperator(world.now) });
    await store.updateTable("accounts").set({ mail }).execute();
    expect(await browser.signIn("somebody-with-suzukis-address")).toBe(notLinked);
    expect(await browser.session()).toBe("401 not-logged-in");
  });

  test("with another state, another nonce, or the word of another issuer", async () => {
    const state = await browser.atProvider(await begun(), "suzuki-at-id");
    state.searchParams.set("state", "x".repeat(43));
    expect(await browser.comeBack(state)).toBe(notValid);
    const nonce = await browser.atProvider(await begun(), "suzuki-at-id", (url) => url.searchParams.set("nonce", "another"));
    expect(await browser.comeBack(nonce)).toBe(notValid);
    for (const iss of ["https://elsewhere.example", undefined]) {
      const issuer = await browser.atProvider(await begun(), "suzuki-at-id");
      expect(issuer.searchParams.get("iss")).toBe(provider.settings.issuer);
      if (iss === undefined) issuer.searchParams.delete("iss");
      else issuer.searchParams.set("iss", iss);
      expect(await browser.comeBack(issuer)).toBe(notValid);
    }
    expect(await browser.session()).toBe("401 not-logged-in");
  });

  test("with a code that was used, or was given for another login's code challenge", async () => {
    const back = await browser.atProvider(await begun(), "suzuki-at-id");
    expect(await browser.comeBack(back)).toBe("/");
    expect(await browser.comeBack(back)).toBe(notValid);
    const next = await begun();
    const { searchParams } = new URL(decoded(SignInBegun, next).location);
    const replayed = new URL(back);
    replayed.searchParams.set("state", searchParams.get("state") ?? "");
    expect(await browser.comeBack(replayed)).toBe(notValid);
    const other = await browser.atProvider(await begun(), "suzuki-at-id", (url) =>
      url.searchParams.set("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    );
    expect(await browser.comeBack(other)).toBe(notValid);
  });

  test("in a browser that has not begun it, or too late", async () => {
    const back = await browser.atProvider(await begun(), "suzuki-at-id");
    expect(await new Browser().comeBack(back)).toBe(notValid);
    browser.forget("__Host-sign-in");
    expect(await browser.comeBack(back)).toBe(notValid);
    const late = await browser.atProvider(await begun(), "suzuki-at-id");
    world.now = new Date(world.now.getTime() + 10 * 60_000);
    expect(await browser.comeBack(late)).toBe(notValid);
  });

  test("with the certificate of another organisation, nor of another person, than it began with", async () => {
    await createTenant(world.service, { name: "u2", product: "weborca", ...byOperator(world.now) });
    for (const [cn, tenant] of [
      ["client28", "u2"],
      ["client29", "u00000014"],
    ] as const) {
      browser.identity = clerk;
      const back = await browser.atProvider(await begun(), "suzuki-at-id");
      browser.identity = await world.issue(cn, 90, { tenant });
      expect(await browser.comeBack(back)).toBe(notValid);
    }
    browser.identity = await world.issue("client30", 90, { tenant: "u2" });
    expect(await browser.signIn("suzuki-at-id")).toBe(notLinked);
  });

  test("by a subject that is no text, which no database would keep as it is", async () => {
    expect(await browser.signIn("with\0octet")).toBe(notValid);
    expect(await link(await logIn(world, clerk), "with\0octet")).toBe(notValid);
  });

  test("whose account is disabled, or whom the provider refuses", async () => {
    await world.service.store.updateTable("accounts").set({ disabledAt: world.now.getTime() }).execute();
    expect(await browser.signIn("suzuki-at-id")).toBe(notLinked);
    expect(await new Browser().signIn("nobody-there")).toBe(notValid);
  });

  test("by an issuer's identity that has the same subject", async () => {
    const row = { tenant: "u00000014", issuer: "https://elsewhere.example", subject: "tanaka-at-id", account: "tanaka" };
    await createAccount(world.service.store, {
      ...{ name: "tanaka", tenant: "u00000014", password: "several words", role: "viewer" as const },
      ...byOperator(world.now),
    });
    await transact(
      world.service.store,
      async (transaction) => await linkIdentity(transaction, { ...row, linkedAt: 0, lastUsedAt: null }),
    );
    expect(await browser.signIn("tanaka-at-id")).toBe(notLinked);
  });
});

test("a provider is offered only to the tenants that the settings name", async () => {
  await restart({ tenants: ["u2"] });
  const browser = new Browser();
  expect(decoded(ProviderList, await browser.ask("GET", consolePaths.signIn))).toEqual({ providers: [] });
  expect(refusalOf(await browser.ask("POST", consolePaths.signIn, { provider: "clinic-id" }))).toBe("404 not-found");
});

test("a provider that is unreachable, or whose issuer is another one, is named as the reason", async () => {
  for (const issuer of ["https://localhost:9", `https://127.0.0.1:${provider.port}`]) {
    await restart({ issuer });
    const answer = await new Browser().ask("POST", consolePaths.signIn, { provider: "clinic-id" });
    expect(refusalOf(answer)).toBe("503 provider-unavailable");
  }
});

test("a provider that sends people to what is no address, or to none, is named as the reason", async () => {
  const elsewhere = "javascript:alert(document.domain)";
  for (const authorization_endpoint of [elsewhere, "http://localhost/authorize", undefined]) {
    provider.says.instead = { authorization_endpoint, end_session_endpoint: elsewhere };
    try {
      await restart({ logOut: true });
      for (const path of [consolePaths.signIn, consolePaths.providerLogOut])
        expect(refusalOf(await new Browser().ask("POST", path, { provider: "clinic-id" }))).toBe("503 provider-unavailable");
    } finally {
      provider.says.instead = undefined;
    }
  }
});

test("who logs out is logged out of the provider, too, where the settings say so", async () => {
  const asked = { provider: "clinic-id" };
  expect(decoded(ProviderLogOut, await new Browser().ask("POST", consolePaths.providerLogOut, asked)).location).toBeNull();
  await restart({ logOut: true });
  const { location } = decoded(ProviderLogOut, await new Browser().ask("POST", consolePaths.providerLogOut, asked));
  const url = new URL(location ?? "");
  expect(url.origin).toBe(provider.settings.issuer);
  expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: "koshin", post_logout_redirect_uri: `${origin()}/` });
});
