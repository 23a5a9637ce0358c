import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IssuedIdentity } from "../../../../src/protocol/console/certificates.ts";
import { consolePaths } from "../../../../src/protocol/console/paths.ts";
import { MadeToken, TokenList, type ListedToken } from "../../../../src/protocol/console/tokens.ts";
import { changeAccount } from "../../../../src/server/accounts/manage-accounts.ts";
import { forgetEndedTokens, makeToken, revokeAllTokens } from "../../../../src/server/accounts/tokens/manage-tokens.ts";
import { requireStillBearer } from "../../../../src/server/accounts/tokens/token-bearer.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { pageOfTrail } from "../../../../src/server/issuance/audit/own-trail.ts";
import { verifyTrail } from "../../../../src/server/issuance/audit/verify-trail.ts";
import { updateAccount } from "../../../../src/server/store/accounts/account-rows.ts";
import { readAudit } from "../../../../src/server/store/audit/audit.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { administratorOf, type LoggedInAdministrator } from "../../../support/administrator.ts";
import { tokenOf } from "../../../support/api-token.ts";
import { contentOf } from "../../../support/console-answers.ts";
import { runSql } from "../../../support/database.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { startService, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Identity, type Received, type Sent } from "../../../support/tls-client.ts";

const day = 86_400_000;
const account = { tenant: "u00000014", name: "kasahara" };

let world: ThrowawayService;
let administrator: LoggedInAdministrator;
beforeEach(async () => {
  world = await startService();
  administrator = await administratorOf(world, { account: account.name });
});
afterEach(() => world[Symbol.asyncDispose]());

/** Makes a token as an administrator does on the site. */
async function made(order: object = {}): Promise<Received> {
  const body = JSON.stringify({ name: "nightly list", scopes: ["read"], days: 30, ...order });
  return await administrator.ask({
    method: "POST",
    path: consolePaths.tokens,
    headers: { "Content-Type": "application/json" },
    body,
  });
}

async function listed(): Promise<readonly ListedToken[]> {
  return contentOf(TokenList, await administrator.ask({ path: consolePaths.tokens })).tokens;
}

/** Sends a request as a program does: with a certificate and a token. */
async function ask(
  token: string,
  { headers = {}, ...sent }: Partial<Sent> = {},
  identity: Identity | "none" = administrator.certificate,
): Promise<Received> {
  const to = { port: world.port, root: world.root, host: "ctrl.localhost", identity: identity === "none" ? undefined : identity };
  return await send(to, { path: consolePaths.tenant, ...sent, headers: { Authorization: `Bearer ${token}`, ...headers } });
}

describe("a token", () => {
  test("is made after the second factor was given once more, shown once, and stored as a hash", async () => {
    expect(refusalOf(await made())).toBe("403 second-factor-needed");
    await administrator.confirm();
    const answer = await made();
    expect(answer.status).toBe(201);
    const { token, made: facts } = v.parse(v.pipe(v.string(), v.parseJson(), MadeToken), answer.body);
    expect(token).toMatch(/^koshin_[0-9a-f]{72}$/);
    expect(facts).toMatchObject({ name: "nightly list", account: "kasahara", scopes: ["read"], state: "valid", lastUsedAt: null });
    expect(Date.parse(facts.endsAt) - Date.parse(facts.createdAt)).toBe(30 * day);
    expect(await listed()).toEqual([facts]);
    expect((await administrator.ask({ path: consolePaths.tokens })).body).not.toContain(token);
    const rows = await world.service.store.selectFrom("apiTokens").selectAll().execute();
    const trail = await world.service.store.selectFrom("audit").selectAll().execute();
    expect(JSON.stringify([rows, trail])).not.toContain(token.slice(7));
    expect((await ask(token)).status).toBe(200);
    expect(await listed()).toEqual([{ ...facts, lastUsedAt: world.now.toISOString() }]);
  });

  test.each([{ days: 0 }, { days: 367 }, { days: 1.5 }, { scopes: [] }, { scopes: ["everything"] }, { name: " " }, { more: 1 }])(
    "is not made of %o",
    async (order) => {
      await administrator.confirm();
      expect(refusalOf(await made(order))).toBe("400 request-malformed");
    },
  );

  test("is one of a hundred valid ones at most", async () => {
    for (let number = 0; number < 99; number += 1) await tokenOf(world, { account: "kasahara" }, { days: 1 });
    await administrator.confirm();
    expect((await made()).status).toBe(201);
    expect(refusalOf(await made())).toBe("409 tokens-exceeded");
    world.now = new Date(world.now.getTime() + day);
    const again = await makeToken(world.service.store, account, { name: "x", scopes: ["read"], days: 1 }, byOperator(world.now));
    expect(again).toMatchObject({ made: { name: "x" } });
  });

  test("needs a certificate of its tenant beside it, any of them", async () => {
    const { token } = await tokenOf(world, { account: "kasahara" });
    expect(refusalOf(await ask(token, {}, "none"))).toBe("401 no-certificate");
    expect((await ask(token, {}, await world.issue("client5", 100))).status).toBe(200);
    const { certificate } = await administratorOf(world, { account: "other", tenant: "u2" });
    expect(refusalOf(await ask(token, {}, certificate))).toBe("401 token-not-valid");
  });

  test("is refused beside a session's cookie, as it is not clear who asks", async () => {
    const { token } = await tokenOf(world, { account: "kasahara" });
    const both = await ask(token, { headers: { Cookie: administrator.cookie } });
    expect(refusalOf(both)).toBe("400 token-beside-session");
    expect(both.headers["www-authenticate"]).toBe('Bearer realm="Koshin", error="invalid_request"');
  });

  test("is asked for where there is neither token nor session; other schemes are none", async () => {
    for (const Authorization of ["", "Basic YTpi", "koshin_0"]) {
      const bare = await ask("", { headers: { Authorization } });
      expect([refusalOf(bare), bare.headers["www-authenticate"]]).toEqual(["401 not-logged-in", 'Bearer realm="Koshin"']);
    }
    const { token } = await tokenOf(world, { account: "kasahara" });
    expect((await ask("", { headers: { Authorization: `bearer  ${token}` } })).status).toBe(200);
    expect(refusalOf(await ask("", { headers: { Authorization: "Bearer" } }))).toBe("401 token-not-valid");
  });

  test("works for programs that name an origin; other sites' pages get nowhere by naming one", async () => {
    const { token } = await tokenOf(world, { account: "kasahara" });
    const elsewhere = [{ Origin: "https://program.example" }, { "Sec-Fetch-Site": "cross-site" }];
    for (const headers of elsewhere) {
      expect((await ask(token, { headers })).status).toBe(200);
      // With the person's cookie, or none at all; and browsers ask first whether the header may be sent.
      const { Cookie, Authorization } = { Cookie: administrator.cookie, Authorization: "" };
      expect(refusalOf(await ask(token, { headers: { ...headers, Cookie } }))).toBe("403 cross-site");
      expect(refusalOf(await ask("", { headers: { ...headers, Authorization } }))).toBe("403 cross-site");
      expect(refusalOf(await ask("", { method: "OPTIONS", headers: { ...headers, Authorization } }))).toBe("403 cross-site");
      expect(refusalOf(await ask(token, { path: "/api/cert/status", headers }))).toBe("403 cross-site");
    }
  });

  test("names account and token in the audit trail", async () => {
    const { id, token } = await tokenOf(world, { account: "kasahara" });
    const body = JSON.stringify({ cn: "client77", another: false, remark: "", device: "" });
    const headers = { "Content-Type": "application/json" };
    const issued = await ask(token, { method: "POST", path: consolePaths.certificates, headers, body });
    const { issuer, serial } = contentOf(IssuedIdentity, issued);
    expect(await readAudit(world.service.store, `${issuer}/${serial}`)).toMatchObject([
      { actor: `account:kasahara@u00000014 token:${id}` },
    ]);
  });

  test("needs the scope of secrets wherever people give the second factor once more", async () => {
    await administratorOf(world, { account: "suzuki" });
    const reset = async (scopes: readonly ("accounts" | "secrets")[]): Promise<Received> => {
      const { token } = await tokenOf(world, { account: "kasahara" }, { scopes });
      const headers = { "Content-Type": "application/json" };
      return await ask(token, { method: "POST", path: "/api/accounts/suzuki/state", headers, body: '{"change":"reset"}' });
    };
    expect(refusalOf(await reset(["accounts"]))).toBe("403 token-scope-insufficient");
    expect((await reset(["accounts", "secrets"])).status).toBe(200);
  });

  test("does not exceed the role that its account had when it was made", async () => {
    await administratorOf(world, { account: "tanaka", role: "viewer" });
    const { token } = await tokenOf(world, { account: "tanaka" });
    expect((await ask(token)).status).toBe(200);
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ cn: "client78", another: false, remark: "", device: "" });
    const issue = { method: "POST", path: consolePaths.certificates, headers, body };
    expect(refusalOf(await ask(token, issue))).toBe("403 role-insufficient");
    await transact(world.service.store, async (transaction) => {
      await updateAccount(transaction, { tenant: account.tenant, name: "tanaka" }, { role: "administrator" });
    });
    expect(refusalOf(await ask(token, issue))).toBe("403 role-insufficient");
  });
});

describe("a token ends", () => {
  test("when it is revoked, which is done twice without harm", async () => {
    const { id, token } = await tokenOf(world, { account: "kasahara" });
    const revoke = { method: "DELETE", path: `${consolePaths.tokens}/${id}` };
    expect((await administrator.ask(revoke)).status).toBe(204);
    expect(refusalOf(await ask(token))).toBe("401 token-not-valid");
    const [ended] = await listed();
    expect(ended).toMatchObject({ id, state: "revoked", revokedAt: world.now.toISOString() });
    expect((await administrator.ask(revoke)).status).toBe(204);
    const entries = await readAudit(world.service.store, `${id}@u00000014`);
    expect(entries).toMatchObject([{ action: "token-made" }, { action: "token-revoked", actor: "account:kasahara@u00000014" }]);
  });

  test.each(["disable", "reset"] as const)("for good when its account is changed by %s", async (change) => {
    await administratorOf(world, { account: "tanaka" });
    const tanaka = { tenant: account.tenant, name: "tanaka" };
    const { token } = await tokenOf(world, { account: "tanaka" });
    await changeAccount(world.service.store, tanaka, change, byOperator(world.now));
    expect(refusalOf(await ask(token))).toBe("401 token-not-valid");
    await changeAccount(world.service.store, tanaka, "enable", byOperator(world.now));
    expect(refusalOf(await ask(token))).toBe("401 token-not-valid");
    expect(await makeToken(world.service.store, { ...tanaka, name: "nobody" }, order, byOperator(world.now))).toBe(
      "account-unknown",
    );
  });

  const order = { name: "x", scopes: ["read"] as const satisfies string[], days: 1 };

  test("when its account loses the role with which it was made", async () => {
    await administratorOf(world, { account: "tanaka" });
    const { token } = await tokenOf(world, { account: "tanaka" });
    for (const role of ["operator", "viewer", null] as const) {
      await transact(world.service.store, async (transaction) => {
        await updateAccount(transaction, { tenant: account.tenant, name: "tanaka" }, { role });
      });
      expect(refusalOf(await ask(token))).toBe("401 token-not-valid");
    }
    expect(await listed()).toMatchObject([{ state: "revoked", revokedAt: null }]);
  });

  test("also between its check and the transaction that acts", async () => {
    const { store } = world.service;
    const { id } = await tokenOf(world, { account: "kasahara" }, { scopes: ["read"] });
    const { tokenHash } = await store.selectFrom("apiTokens").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const still = async (scope: "read" | "act"): Promise<void> => {
      const needed = { scopes: [scope], atLeast: "viewer" } as const;
      await transact(
        store,
        async (transaction) => await requireStillBearer(transaction, { tokenHash }, needed, new Date(world.now)),
      );
    };
    await still("read");
    await expect(still("act")).rejects.toMatchObject({ code: "token-scope-insufficient", scopes: ["act"] });
    await transact(store, async (transaction) => await revokeAllTokens(transaction, byOperator(world.now)));
    await expect(still("read")).rejects.toMatchObject({ code: "token-not-valid" });
  });

  test("with its time, and is forgotten when the login history of that time is", async () => {
    const { token } = await tokenOf(world, { account: "kasahara" }, { days: 1 });
    world.now = new Date(world.now.getTime() + day);
    expect(refusalOf(await ask(token))).toBe("401 token-not-valid");
    const kept = world.service.settings.loginHistoryDays * day;
    expect(await forgetEndedTokens(world.service, new Date(world.now.getTime() + kept))).toBe(0);
    expect(await forgetEndedTokens(world.service, new Date(world.now.getTime() + kept + 1))).toBe(1);
    expect((await verifyTrail(world.service)).findings).toEqual([]);
  });

  test("and what it did is found by its account for as long as the trail lasts", async () => {
    const { id, token } = await tokenOf(world, { account: "kasahara" }, { days: 1 });
    const body = JSON.stringify({ cn: "client79", another: false, remark: "", device: "" });
    const issue = { method: "POST", path: consolePaths.certificates, headers: { "Content-Type": "application/json" }, body };
    expect((await ask(token, issue)).status).toBe(200);
    const acts = async (by: string): Promise<readonly (string | null)[]> =>
      (await pageOfTrail(world.service.store, account.tenant, { by, action: "issued", certificate: "", limit: 50 })).entries.map(
        ({ actor }) => actor,
      );
    const actor = `account:kasahara@u00000014 token:${id}`;
    expect(await acts("kasahara")).toContain(actor);
    const kept = world.service.settings.loginHistoryDays * day;
    expect(await forgetEndedTokens(world.service, new Date(world.now.getTime() + kept + 2 * day))).toBe(1);
    expect(await acts("kasahara")).toContain(actor);
    expect(await acts("suzuki")).toEqual([]);
  });

  test("not by those who try wrong ones: their certificate alone is locked out, for a minute", async () => {
    const { token } = await tokenOf(world, { account: "kasahara" });
    const guesser = await world.issue("client6", 100);
    for (let number = 0; number < 30; number += 1)
      expect(refusalOf(await ask(`koshin_${number}`, {}, guesser))).toBe("401 token-not-valid");
    const locked = await ask(token, {}, guesser);
    expect([refusalOf(locked), locked.headers["retry-after"]]).toEqual(["429 login-locked", "60"]);
    expect((await ask(token)).status).toBe(200);
    world.now = new Date(world.now.getTime() + 60_000);
    expect((await ask(token, {}, guesser)).status).toBe(200);
  });
});

test("a token that was written into the database, or brought back there, is found", async () => {
  const { store } = world.service;
  const { id } = await tokenOf(world, { account: "kasahara" });
  await transact(store, async (transaction) => await revokeAllTokens(transaction, byOperator(world.now)));
  expect((await verifyTrail(world.service)).findings).toEqual([]);
  await runSql(world.database, "update api_tokens set revoked_at = null");
  expect((await verifyTrail(world.service)).findings).toMatchObject([{ what: "token-changed", object: `${id}@u00000014` }]);
});
