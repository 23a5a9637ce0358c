import type { Context } from "hono";
import * as v from "valibot";
import { AccountChange, AccountFacts, AccountName, Invitee, type ListedAccount } from "../../../protocol/console/accounts.ts";
import { SessionId } from "../../../protocol/console/own-account.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { changeFacts, versionOf } from "../../accounts/change-facts.ts";
import { completeInvitation } from "../../accounts/invitations/invite.ts";
import { changeAccount, inviteAccount } from "../../accounts/manage-accounts.ts";
import { endSessions, sessionsOf } from "../../accounts/sessions/listed-sessions.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { findAccountRow, listAdministrators, type AdministratorRow } from "../../store/accounts/account-rows.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import type { Environment } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed } from "./caller.ts";
import { sessionParameters, versionHeader, versionIn } from "./own-account.ts";
import { originOf } from "./site-origin.ts";

const accountParameters = { name: { type: "string", pattern: "^[a-z][a-z0-9_-]{0,31}$" } };

/** In bytes. */
const bodyLimit = 4096;

/** ユーザ管理. */
export const listAccounts: Operation = {
  id: "listAccounts",
  method: "get",
  path: consolePaths.accounts,
  summary: "List the accounts of the organisation",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: { description: "The accounts, by name.", content: { "application/json": schemaOf("AccountList") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const rows = await listAdministrators(surroundings.service.store, tenant);
    return answerJson({ accounts: rows.map(listed) });
  },
};

/** Adds an account. */
export const invite: Operation = {
  id: "invite",
  method: "post",
  path: consolePaths.accounts,
  summary: "Add an account, and invite its user",
  description:
    "The link is shown once and is valid for seven days: with it, and with a certificate of the organisation, the user chooses a password. It is mailed, too, if there is an address and a mail server.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts", "secrets"],
  request: { required: true, content: { "application/json": schemaOf("Invitee") } },
  answers: { 201: { description: "The invitation.", content: { "application/json": schemaOf("Invitation") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "account-exists"],
  handler: (surroundings) => async (c) => {
    const account = await readJson(c.env.incoming, Invitee, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireConfirmed(surroundings, c, { now, atLeast: "administrator" });
    const begun = await inviteAccount(service.store, { ...account, tenant }, { actor, now, requireStill });
    if (begun === undefined) throw new Refusal("account-exists");
    const to = { origin: originOf(surroundings), mail: account.mail };
    return answerJson(await completeInvitation(service, begun, to), { status: 201 });
  },
};

/** Disables, enables or resets an account. */
export const changeAccountState: Operation = {
  id: "changeAccountState",
  method: "post",
  path: consolePaths.accountState,
  summary: "Disable, enable or reset an account",
  description:
    "A disabled account is logged out at once, and cannot log in. A reset one gets an invitation, with which its user chooses another password and sets up another second factor; like an invitation, it needs the second factor once more.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: { name: { type: "string", pattern: "^[a-z][a-z0-9_-]{0,31}$" } },
  request: { required: true, content: { "application/json": schemaOf("AccountChange") } },
  answers: {
    200: {
      description: "It is done; also if the account was like that already.",
      content: { "application/json": schemaOf("AccountChanged") },
    },
  },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "account-own"],
  handler: (surroundings) => async (c) => {
    const { change } = await readJson(c.env.incoming, AccountChange, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const requireManager = change === "reset" ? requireConfirmed : requireAdministrator;
    const { tenant, user, actor, requireStill } = await requireManager(surroundings, c, { now, atLeast: "administrator" });
    const name = v.safeParse(AccountName, c.req.param("name"));
    if (!name.success) throw new Refusal("not-found");
    if (name.output === user && change !== "enable") throw new Refusal("account-own");
    const outcome = await changeAccount(service.store, { tenant, name: name.output }, change, { actor, now, requireStill });
    if (outcome.kind === "unknown") throw new Refusal("not-found");
    const { invitation, mail } = outcome.kind === "changed" ? outcome : { invitation: undefined, mail: null };
    const to = { origin: originOf(surroundings), mail };
    return answerJson({ invitation: invitation === undefined ? null : await completeInvitation(service, invitation, to) });
  },
};

/** Changes the role, the name or the mail address. */
export const changeAccountFacts: Operation = {
  id: "changeAccountFacts",
  method: "put",
  path: consolePaths.account,
  summary: "Change the role, the name and the mail address of an account",
  description: "It has the other role at once, also where it is logged in. The organisation keeps an administrator who can log in.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: accountParameters,
  headers: versionHeader,
  request: { required: true, content: { "application/json": schemaOf("AccountFacts") } },
  answers: { 204: { description: "It is changed." } },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "changed-meanwhile", "administrator-last"],
  handler: (surroundings) => async (c) => {
    const facts = await readJson(c.env.incoming, AccountFacts, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    await changeFacts(service.store, { tenant, name: accountIn(c) }, facts, versionIn(c), { actor, now, requireStill });
    return answerNothing();
  },
};

/** The sessions of an account. */
export const listAccountSessions: Operation = {
  id: "listAccountSessions",
  method: "get",
  path: consolePaths.accountSessions,
  summary: "List the sessions of an account",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: accountParameters,
  answers: { 200: { description: "The sessions.", content: { "application/json": schemaOf("SessionList") } } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    const account = { tenant, name: accountIn(c) };
    const row = await findAccountRow(service.store, account);
    if (row === undefined || row.role === null) throw new Refusal("not-found");
    return answerJson({ sessions: await sessionsOf(service.store, account, undefined, now) });
  },
};

/** Ends a session of an account. */
export const endAccountSession: Operation = {
  id: "endAccountSession",
  method: "delete",
  path: consolePaths.accountSession,
  summary: "End a session of an account",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: { ...accountParameters, ...sessionParameters },
  answers: { 204: { description: "It has ended." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    const id = v.safeParse(SessionId, c.req.param("session"));
    if (!id.success) throw new Refusal("not-found");
    await endSessions(service.store, { tenant, name: accountIn(c) }, { id: id.output }, { actor, now, requireStill });
    return answerNothing();
  },
};

/** Ends all sessions of an account. */
export const endAccountSessions: Operation = {
  id: "endAccountSessions",
  method: "delete",
  path: consolePaths.accountSessions,
  summary: "End all sessions of an account",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts"],
  parameters: accountParameters,
  answers: { 204: { description: "They have ended." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    await endSessions(service.store, { tenant, name: accountIn(c) }, { except: undefined }, { actor, now, requireStill });
    return answerNothing();
  },
};

/** The account in the path of a request. @throws Refusal `not-found` if it names none */
function accountIn(c: Context<Environment>): string {
  const name = v.safeParse(AccountName, c.req.param("name"));
  if (!name.success) throw new Refusal("not-found");
  return name.output;
}

function listed({ name, personName, role, mail, password, ...row }: AdministratorRow): ListedAccount {
  const { createdAt, disabledAt, secondFactorSince, lastLoginAt } = row;
  return {
    name,
    personName,
    role,
    mail,
    createdAt: new Date(createdAt).toISOString(),
    disabledAt: momentOf(disabledAt),
    state: disabledAt !== null ? "disabled" : password === null && secondFactorSince === null ? "invited" : "active",
    version: versionOf({ role, personName, mail }),
    secondFactor: secondFactorSince === null ? "missing" : "set-up",
    lastLoginAt: momentOf(lastLoginAt),
  };
}

function momentOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
