import type * as v from "valibot";
import {
  AccountChanged,
  AccountList,
  Invitation,
  LoginHistory,
  type AccountChange,
  type AccountFacts,
  type Invitee,
  type ListedAccount,
} from "../../protocol/console/accounts.ts";
import { SessionList, type ListedSession } from "../../protocol/console/own-account.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** The tenant's accounts. @throws as `call` does */
export async function listAccounts(service: Service): Promise<readonly ListedAccount[]> {
  return (await callFor(service, AccountList, consolePaths.accounts)).accounts;
}

/** Invites somebody. @throws as `call` does */
export async function invite(service: Service, invitee: v.InferOutput<typeof Invitee>): Promise<Invitation> {
  return await callFor(service, Invitation, consolePaths.accounts, { method: "POST", body: invitee });
}

/** A page of the login history. @throws as `call` does */
export async function listLogins(service: Service, page: number): Promise<LoginHistory> {
  return await callFor(service, LoginHistory, `${consolePaths.logins}?page=${page}`);
}

/**
 * Disables, enables or resets an account.
 *
 * @returns of a reset, the invitation to choose another password
 * @throws as `call` does
 */
export async function changeAccount(
  service: Service,
  name: string,
  { change }: v.InferOutput<typeof AccountChange>,
): Promise<Invitation | null> {
  const asked = { method: "POST", body: { change } } as const;
  return (await callFor(service, AccountChanged, fillPath(consolePaths.accountState, { name }), asked)).invitation;
}

/**
 * Changes the role, the name and the mail address of an account.
 *
 * @param version that of the account which the person has seen
 * @throws AdministrationError `changed-meanwhile`, `administrator-last`, and as `call` does
 */
export async function changeAccountFacts(
  service: Service,
  { name, version }: Pick<ListedAccount, "name" | "version">,
  facts: v.InferOutput<typeof AccountFacts>,
): Promise<void> {
  const asked = { method: "PUT", headers: { "If-Match": `"${version}"` }, body: facts } as const;
  await call(service, fillPath(consolePaths.account, { name }), asked);
}

/** The sessions of an account. @throws as `call` does */
export async function listAccountSessions(service: Service, name: string): Promise<readonly ListedSession[]> {
  return (await callFor(service, SessionList, fillPath(consolePaths.accountSessions, { name }))).sessions;
}

/** Ends one of an account's sessions, or all of them. @throws as `call` does */
export async function endAccountSessions(service: Service, name: string, session: string | undefined): Promise<void> {
  const path =
    session === undefined
      ? fillPath(consolePaths.accountSessions, { name })
      : fillPath(consolePaths.accountSession, { name, session });
  await call(service, path, { method: "DELETE" });
}
