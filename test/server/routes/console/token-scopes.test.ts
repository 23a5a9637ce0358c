import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { tokenScopes, type TokenScope } from "../../../../src/protocol/console/tokens.ts";
import { revokeAllTokens, revokeToken } from "../../../../src/server/accounts/tokens/manage-tokens.ts";
import { byOperator } from "../../../../src/server/commands/line/by-operator.ts";
import { isForAccounts, type AccountOperation } from "../../../../src/server/routes/description/operation.ts";
import { operations } from "../../../../src/server/routes/operations.ts";
import { transact } from "../../../../src/server/store/transact.ts";
import { administrationUses, type Use, type Uses } from "../../../support/administration-uses.ts";
import { administratorOf } from "../../../support/administrator.ts";
import { tokenOf } from "../../../support/api-token.ts";
import { refusalOf } from "../../../support/enrolment.ts";
import { startService, type Holder, type ThrowawayService } from "../../../support/throwaway-service.ts";
import { send, type Received } from "../../../support/tls-client.ts";

let world: ThrowawayService;
let holder: Holder;
let uses: Uses;
const [account, tenant] = ["kasahara", "u00000014"];
beforeAll(async () => {
  world = await startService();
  holder = await world.issue("client1", 50);
  uses = administrationUses(world, { holder, administrator: await administratorOf(world, { account }) });
  await administratorOf(world, { account: "someone-else", tenant: "u2" });
});
afterEach(async () => {
  // A tenant has a hundred valid ones at most.
  await transact(world.service.store, async (transaction) => await revokeAllTokens(transaction, byOperator(world.now)));
  // Nor may many wrong ones come within a minute; a clock that moves on with each operation would end the sessions.
  await world.service.store.deleteFrom("loginAttempts").execute();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Sends a valid request with a token in the place of the session. */
async function sendWith({ identity, sent }: Use, token: string): Promise<Received> {
  const { Cookie, ...headers } = sent.headers ?? {};
  expect(Cookie).toMatch(/^__Host-session=/);
  const to = { port: world.port, root: world.root, host: "ctrl.localhost", identity };
  return await send(to, { ...sent, headers: { ...headers, Authorization: `Bearer ${token}` } });
}

/** The account that the session of a use is of, which some things belong to. */
async function accountOf({ sent }: Use): Promise<string> {
  const [, token = ""] = /^__Host-session=(.+)$/.exec(sent.headers?.["Cookie"] ?? "") ?? [];
  const hash = createHash("sha256").update(token).digest("hex");
  const { account: name } = await world.service.store
    .selectFrom("sessions")
    .select("account")
    .where("tokenHash", "=", hash)
    .executeTakeFirstOrThrow();
  return name;
}

async function useOf(id: string): Promise<Use> {
  const use = await uses[id]?.();
  if (use === undefined) throw new Error("No valid request for this operation.");
  return use;
}

async function tokenWith(scopes: readonly TokenScope[], days?: number): Promise<{ readonly id: string; readonly token: string }> {
  return await tokenOf(world, { account, tenant }, days === undefined ? { scopes } : { scopes, days });
}

/** Everything of an answer that could tell two of them apart. */
function octetsOf({ status, headers: { date, "x-request-id": id, ...headers }, body }: Received): unknown {
  expect([date, id]).not.toContain(undefined);
  return { status, headers, body };
}

const forAccounts = operations.filter(isForAccounts);

/** Operations that are about the session itself, or about tokens. */
const forPeopleOnly = [
  ...["presentSession", "closeSession", "secondFactor", "beginEnrolment", "confirmEnrolment"],
  ...["listTokens", "makeToken", "revokeToken"],
];

test("operations that no token is enough for are those of sessions and of tokens", () => {
  expect(forAccounts.filter(({ scopes }) => scopes === "none").map(({ id }) => id)).toEqual(expect.arrayContaining(forPeopleOnly));
});

describe.each(forAccounts.map((operation) => [operation.id, operation] as const))("%s", (id, operation: AccountOperation) => {
  const { scopes, answers } = operation;

  test("answers a token with its scopes, and with any one missing none", async () => {
    if (scopes === "none") {
      const refused = await sendWith(await useOf(id), (await tokenWith(tokenScopes)).token);
      expect(refusalOf(refused)).toBe("403 token-scope-insufficient");
      expect(refused.headers["www-authenticate"]).toBe('Bearer realm="Koshin", error="insufficient_scope"');
      return;
    }
    const use = await useOf(id);
    for (const missing of scopes) {
      const rest = tokenScopes.filter((scope) => scope !== missing);
      const refused = await sendWith(use, (await tokenWith(rest)).token);
      expect(refusalOf(refused)).toBe("403 token-scope-insufficient");
      expect(refused.headers["www-authenticate"]).toBe(
        `Bearer realm="Koshin", error="insufficient_scope", scope="${scopes.join(" ")}"`,
      );
    }
    const own = await tokenOf(world, { account: await accountOf(use), tenant }, { scopes });
    const answered = await sendWith(use, own.token);
    expect(Object.keys(answers).map(Number), answered.body).toContain(answered.status);
  });

  test("refuses every token that is not valid alike: unknown, mistyped, expired, revoked, another tenant's", async () => {
    const use = await useOf(id);
    const revoked = await tokenWith(tokenScopes);
    await revokeToken(world.service.store, { tenant, id: revoked.id }, byOperator(world.now));
    const short = await tokenWith(tokenScopes, 1);
    const foreign = await tokenOf(world, { account: "someone-else", tenant: "u2" });
    const unknown = await sendWith(use, `koshin_${"0".repeat(64)}190a55ad`);
    expect([unknown.status, unknown.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="Koshin", error="invalid_token"']);
    const mistyped = short.token.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    for (const token of [revoked.token, foreign.token, mistyped, "", "two words", "x".repeat(5000)])
      expect(octetsOf(await sendWith(use, token))).toEqual(octetsOf(unknown));
    const before = world.now;
    world.now = new Date(before.getTime() + 86_400_000);
    try {
      expect(octetsOf(await sendWith(use, short.token))).toEqual(octetsOf(unknown));
    } finally {
      world.now = before;
    }
  });
});
