import type { Context } from "hono";
import * as v from "valibot";
import { OwnFacts, PasswordChange, SessionId } from "../../../protocol/console/own-account.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { actorOfAccount } from "../../accounts/audit-account.ts";
import { changeFacts } from "../../accounts/change-facts.ts";
import { changePassword, describeOwnAccount, renewRecoveryCodes } from "../../accounts/own-account.ts";
import { endSessions, sessionsOf } from "../../accounts/sessions/listed-sessions.ts";
import { accountOf } from "../../accounts/sessions/sessions.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { HeldSession } from "../../store/accounts/session-rows.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed, requireSession, type Administrator } from "./caller.ts";

/** In bytes: two passwords of 256 characters, each escaped. */
const bodyLimit = 8192;

export const sessionParameters = { session: { type: "string", pattern: "^[0-9a-f]{32}$" } };
export const versionHeader = { "If-Match": "The `version` that the change is made of, in double quotes." };

const ofOwner = { hosts: ["console"], authentication: ["session"], scopes: "none" } satisfies Partial<Operation>;

/** One's own account. */
export const ownAccount: Operation = {
  ...ofOwner,
  id: "ownAccount",
  method: "get",
  path: consolePaths.ownAccount,
  summary: "Describe one's own account",
  answers: { 200: { description: "The account.", content: { "application/json": schemaOf("OwnAccount") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { session } = await ownerOf(surroundings, c, now);
    return answerJson(await describeOwnAccount(surroundings.service.store, session));
  },
};

/** Changes one's own name or mail address. */
export const changeOwnFacts: Operation = {
  ...ofOwner,
  id: "changeOwnFacts",
  method: "put",
  path: consolePaths.ownAccount,
  summary: "Change one's own name and mail address",
  description: "Needs the second factor once more: the address gets what resets the account.",
  headers: versionHeader,
  request: { required: true, content: { "application/json": schemaOf("OwnFacts") } },
  answers: { 200: { description: "The changed account.", content: { "application/json": schemaOf("OwnAccount") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "changed-meanwhile", "not-found", "administrator-last", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const facts = await readJson(c.env.incoming, OwnFacts, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { session, requireStill } = await confirmedOwnerOf(surroundings, c, now);
    const account = accountOf(session);
    await changeFacts(service.store, account, facts, versionIn(c), { actor: actorOfAccount(account), now, requireStill });
    return answerJson(await describeOwnAccount(service.store, session));
  },
};

/** Changes one's own password. */
export const changeOwnPassword: Operation = {
  ...ofOwner,
  id: "changeOwnPassword",
  method: "put",
  path: consolePaths.ownPassword,
  summary: "Change one's own password",
  description: "Needs the second factor once more. The account's other sessions end.",
  request: { required: true, content: { "application/json": schemaOf("PasswordChange") } },
  answers: { 204: { description: "It is changed." } },
  refusals: [...refusedAdministrators, ...refusedBodies, "password-wrong", "password-unfit", "login-locked", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const change = await readJson(c.env.incoming, PasswordChange, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { session, requireStill } = await confirmedOwnerOf(surroundings, c, now);
    await changePassword(service.store, session, change, { requireStill, now });
    return answerNothing();
  },
};

/** Makes one's own recovery codes anew. */
export const makeOwnRecoveryCodes: Operation = {
  ...ofOwner,
  id: "makeOwnRecoveryCodes",
  method: "post",
  path: consolePaths.ownRecoveryCodes,
  summary: "Make one's own recovery codes anew",
  description: "Needs the second factor once more. Earlier codes no longer work.",
  answers: { 200: { description: "The codes, shown once.", content: { "application/json": schemaOf("FreshRecoveryCodes") } } },
  refusals: [...refusedAdministrators, "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { session, requireStill } = await confirmedOwnerOf(surroundings, c, now);
    return answerJson({ recoveryCodes: await renewRecoveryCodes(service.store, session, { requireStill, now }) });
  },
};

/** One's own sessions. */
export const listOwnSessions: Operation = {
  ...ofOwner,
  id: "listOwnSessions",
  method: "get",
  path: consolePaths.ownSessions,
  summary: "List one's own sessions",
  answers: { 200: { description: "The sessions.", content: { "application/json": schemaOf("SessionList") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { session } = await ownerOf(surroundings, c, now);
    return answerJson({ sessions: await sessionsOf(surroundings.service.store, accountOf(session), session.tokenHash, now) });
  },
};

/** Ends one of one's own sessions. */
export const endOwnSession: Operation = {
  ...ofOwner,
  id: "endOwnSession",
  method: "delete",
  path: consolePaths.ownSession,
  summary: "End one of one's own sessions",
  parameters: sessionParameters,
  answers: { 204: { description: "It has ended." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { session, requireStill } = await ownerOf(surroundings, c, now);
    const id = v.safeParse(SessionId, c.req.param("session"));
    if (!id.success) throw new Refusal("not-found");
    const account = accountOf(session);
    await endSessions(service.store, account, { id: id.output }, { actor: actorOfAccount(account), now, requireStill });
    return answerNothing();
  },
};

/** Ends one's other sessions. */
export const endOtherSessions: Operation = {
  ...ofOwner,
  id: "endOtherSessions",
  method: "delete",
  path: consolePaths.ownSessions,
  summary: "End all of one's own sessions but this one",
  answers: { 204: { description: "They have ended." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { session, requireStill } = await ownerOf(surroundings, c, now);
    const account = accountOf(session);
    const act = { actor: actorOfAccount(account), now, requireStill };
    await endSessions(service.store, account, { except: session.tokenHash }, act);
    return answerNothing();
  },
};

interface Owner extends Pick<Administrator, "requireStill"> {
  readonly session: HeldSession;
}

async function ownerOf(surroundings: Surroundings, c: Context<Environment>, now: Date): Promise<Owner> {
  const { requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
  return { session: await requireSession(surroundings, c, now), requireStill };
}

async function confirmedOwnerOf(surroundings: Surroundings, c: Context<Environment>, now: Date): Promise<Owner> {
  const { requireStill } = await requireConfirmed(surroundings, c, { now, atLeast: "viewer" });
  return { session: await requireSession(surroundings, c, now), requireStill };
}

/** The version that `If-Match` names (RFC 9110, section 13.1.1). */
export function versionIn(c: Context<Environment>): string | undefined {
  return /^"([0-9a-f]{16})"$/.exec(c.req.header("If-Match") ?? "")?.[1];
}
