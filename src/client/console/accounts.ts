import type * as v from "valibot";
import {
  AccountChanged,
  AccountList,
  Invitation,
  LoginHistory,
  type AccountChange,
  type Invitee,
  type ListedAccount,
} from "../../protocol/console/accounts.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Service } from "../ask.ts";
import { callFor, fillPath } from "./call.ts";

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
