import { consolePaths } from "../../../protocol/console/paths.ts";
import { Login, type Session } from "../../../protocol/console/session.ts";
import { beginLogin, logOut } from "../../accounts/login/administrator-login.ts";
import { beginOperatorLogin } from "../../accounts/login/operator-login.ts";
import { secondFactorsOf } from "../../accounts/second-factor/second-factors-of.ts";
import { accountOf, findSession, presenceOf, type PresentAt } from "../../accounts/sessions/sessions.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import type { HeldSession } from "../../store/accounts/session-rows.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { placeOf } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { keepToken, refusedAtSites, requirePresence, requireSession, tokenIn } from "./caller.ts";

/** In bytes: a password of 256 characters, each escaped. */
const bodyLimit = 4096;

/** The first step of a login, with the password. */
export const logIn: Operation = {
  id: "logIn",
  method: "post",
  path: consolePaths.session,
  summary: "Log in with a password",
  description:
    "The answer's cookie is that of a session that serves only to give the second factor, or to set one up, within ten minutes.",
  hosts: ["console", "operator"],
  authentication: ["certificate"],
  request: { required: true, content: { "application/json": schemaOf("Login") } },
  answers: { 200: { description: "The session, and its next step.", content: { "application/json": schemaOf("Session") } } },
  refusals: [
    ...refusedAtSites,
    ...refusedBodies,
    "login-wrong",
    "login-locked",
    "login-other-tenant",
    "role-insufficient",
    "not-logged-in",
  ],
  handler: (surroundings) => async (c) => {
    const { user, password } = await readJson(c.env.incoming, Login, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const presence = await requirePresence(surroundings, c, now);
    const attempt = { user, password, subject: presence.subject, earlier: tokenIn(c) };
    const begin = presence.site === "operator" ? beginOperatorLogin : beginLogin;
    const token = await begin(service, attempt, placeOf(c), now);
    return answerJson(await sessionOf(service, token, presence, now), { headers: keepToken(token) });
  },
};

/** Who is logged in. */
export const presentSession: Operation = {
  id: "presentSession",
  method: "get",
  path: consolePaths.session,
  summary: "Who is logged in, and what is missing until the session is complete",
  hosts: ["console", "operator"],
  authentication: ["session"],
  scopes: "none",
  answers: { 200: { description: "The session.", content: { "application/json": schemaOf("Session") } } },
  refusals: [...refusedAtSites, "not-logged-in"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    return answerJson(await describeSession(surroundings.service, await requireSession(surroundings, c, now), now));
  },
};

/** Logs out. */
export const closeSession: Operation = {
  id: "closeSession",
  method: "delete",
  path: consolePaths.session,
  summary: "Log out",
  hosts: ["console", "operator"],
  authentication: ["session"],
  scopes: "none",
  answers: { 204: { description: "The session has ended." } },
  refusals: [...refusedAtSites, "not-logged-in"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    await logOut(surroundings.service, await requireSession(surroundings, c, now), placeOf(c), now);
    return answerNothing({ headers: keepToken(undefined) });
  },
};

/**
 * The session of a token that was just given out.
 *
 * @throws Refusal `not-logged-in` if it has ended meanwhile, or its account has lost its access
 */
export async function sessionOf(service: Service, token: string, presence: PresentAt, now: Date): Promise<Session> {
  const session = await findSession(service.store, token, presence, now);
  if (session === undefined) throw new Refusal("not-logged-in");
  return await describeSession(service, session, now);
}

/**
 * A session as its holder sees it.
 *
 * @throws Refusal `not-logged-in` if its account has lost its access
 */
async function describeSession({ store }: Service, session: HeldSession, now: Date): Promise<Session> {
  const { role } = session;
  if (role === null) throw new Refusal("not-logged-in");
  const { cn, o: tenant } = presenceOf(session).subject;
  const { step, account: user, personName: name, openedAt, endsAt, confirmedUntil, provider } = session;
  return {
    step,
    user,
    name,
    role,
    tenant,
    cn,
    openedAt: new Date(openedAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    confirmedUntil: confirmedUntil === null ? null : new Date(confirmedUntil).toISOString(),
    provider,
    secondFactors: await secondFactorsOf(store, accountOf(session)),
    now: now.toISOString(),
  };
}
