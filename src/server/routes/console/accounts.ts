import { AccountChange, AccountFacts, Invitee, type Invitation, type ListedAccount } from "../../../protocol/console/accounts.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { changeFacts, versionOf } from "../../accounts/change-facts.ts";
import { invitationTime } from "../../accounts/invitations/invitation-token.ts";
import { completeInvitation, type BegunInvitation } from "../../accounts/invitations/invite.ts";
import { changeAccount, inviteAccount } from "../../accounts/manage-accounts.ts";
import { accountIn } from "../../issuance/administration/account-in.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { listAdministrators, type AdministratorRow } from "../../store/accounts/account-rows.ts";
import { findMailedInvitations } from "../../store/accounts/invitation-rows.ts";
import type { InvitationRow } from "../../store/database/schema.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import type { Surroundings } from "../http/environment.ts";
import { readJson } from "../http/json-body.ts";
import { accountNameIn, accountParameters } from "./account-path.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed } from "./caller.ts";
import { versionHeader, versionIn } from "./own-account.ts";
import { originOf } from "./site-origin.ts";

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
    const { store } = surroundings.service;
    const mails = new Map((await findMailedInvitations(store, tenant)).map((row) => [row.account, mailOf(row, now)]));
    const rows = await listAdministrators(store, tenant);
    return answerJson({ accounts: rows.map((row) => listed(row, mails.get(row.name) ?? null)) });
  },
};

/** Adds an account. */
export const invite: Operation = {
  id: "invite",
  method: "post",
  path: consolePaths.accounts,
  summary: "Add an account, and invite its user",
  description:
    "The link is shown once and is valid for seven days: with it, and with a certificate of the organisation, the user chooses a password. It is mailed, too, if there is an address and a mail server: `invitationMail` of the account says what became of that.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts", "secrets"],
  request: { required: true, content: { "application/json": schemaOf("Invitee") } },
  answers: { 201: { description: "The invitation.", content: { "application/json": schemaOf("Invitation") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "account-exists", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const account = await readJson(c.env.incoming, Invitee, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireConfirmed(surroundings, c, { now, atLeast: "administrator" });
    const begun = await inviteAccount(service.store, { ...account, tenant }, { actor, now, requireStill });
    if (begun === undefined) throw new Refusal("account-exists");
    return answerJson(await sendInvitation(surroundings, begun, account.mail), { status: 201 });
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
  parameters: accountParameters,
  request: { required: true, content: { "application/json": schemaOf("AccountChange") } },
  answers: {
    200: {
      description: "It is done; also if the account was like that already.",
      content: { "application/json": schemaOf("AccountChanged") },
    },
  },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "account-own", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const { change } = await readJson(c.env.incoming, AccountChange, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const requireManager = change === "reset" ? requireConfirmed : requireAdministrator;
    const { tenant, user, actor, requireStill } = await requireManager(surroundings, c, { now, atLeast: "administrator" });
    const name = accountNameIn(c);
    if (name === user && change !== "enable") throw new Refusal("account-own");
    const outcome = await changeAccount(service.store, { tenant, name }, change, { actor, now, requireStill });
    if (outcome.kind === "unknown") throw new Refusal("not-found");
    const { invitation, mail } = outcome.kind === "changed" ? outcome : { invitation: undefined, mail: null };
    return answerJson({ invitation: invitation === undefined ? null : await sendInvitation(surroundings, invitation, mail) });
  },
};

/** Changes the role, the name or the mail address. */
export const changeAccountFacts: Operation = {
  id: "changeAccountFacts",
  method: "put",
  path: consolePaths.account,
  summary: "Change the role, the name and the mail address of an account",
  description:
    "It has the other role at once, also where it is logged in. The organisation keeps an administrator who can log in. Another address ends an invitation that was mailed to the earlier one: reset the account for another. It needs the second factor once more.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["accounts", "secrets"],
  parameters: accountParameters,
  headers: versionHeader,
  request: { required: true, content: { "application/json": schemaOf("AccountFacts") } },
  answers: { 204: { description: "It is changed." } },
  refusals: [...refusedAdministrators, ...refusedBodies, "not-found", "changed-meanwhile", "administrator-last", "mails-exceeded"],
  handler: (surroundings) => async (c) => {
    const facts = await readJson(c.env.incoming, AccountFacts, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    // A session that somebody else got hold of gives nobody a higher role.
    const { tenant, actor, requireStill } = await requireConfirmed(surroundings, c, { now, atLeast: "administrator" });
    await changeFacts(service.store, { tenant, name: accountNameIn(c) }, facts, versionIn(c), { actor, now, requireStill });
    return answerNothing();
  },
};

/** The mail is sent after the answer, which does not wait for a mail server. */
async function sendInvitation(surroundings: Surroundings, begun: BegunInvitation, mail: string | null): Promise<Invitation> {
  const to = { origin: originOf(surroundings), mail };
  const { invitation, send } = await completeInvitation(surroundings.service, begun, to);
  if (send !== undefined) {
    surroundings.startErrand(async () => {
      if (!(await send())) surroundings.log.warn({ account: begun.account }, "an invitation could not be mailed");
    });
  }
  return invitation;
}

/** The time after which a process that has not sent a mail must have ended, in milliseconds. */
const abandonedAfter = 60_000;

function mailOf({ mail, endsAt }: InvitationRow, now: Date): ListedAccount["invitationMail"] {
  const isAbandoned = mail === "sending" && now.getTime() - (endsAt - invitationTime) > abandonedAfter;
  return isAbandoned ? "failed" : mail;
}

function listed(
  { name, personName, role, mail, password, ...row }: AdministratorRow,
  invitationMail: ListedAccount["invitationMail"],
): ListedAccount {
  const { createdAt, disabledAt, secondFactorSince, lastLoginAt, editedBy, editedAt } = row;
  return {
    name,
    personName,
    role,
    mail,
    createdAt: new Date(createdAt).toISOString(),
    disabledAt: momentOf(disabledAt),
    state: disabledAt !== null ? "disabled" : password === null && secondFactorSince === null ? "invited" : "active",
    edited: editedAt === null ? null : { by: accountIn(editedBy), at: new Date(editedAt).toISOString() },
    invitationMail,
    version: versionOf({ role, personName, mail }),
    secondFactor: secondFactorSince === null ? "missing" : "set-up",
    lastLoginAt: momentOf(lastLoginAt),
  };
}

function momentOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
