import {
  FreshRecoveryCodes,
  OwnAccount,
  SessionList,
  type ListedSession,
  type OwnFacts,
  type PasswordChange,
} from "../../protocol/console/own-account.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** One's own account. @throws as `call` does */
export async function askOwnAccount(service: Service): Promise<OwnAccount> {
  return await callFor(service, OwnAccount, consolePaths.ownAccount);
}

/**
 * Changes one's own name and mail address.
 *
 * @param version that of the account which the person has seen
 * @throws AdministrationError `changed-meanwhile`, `second-factor-needed`, and as `call` does
 */
export async function changeOwnFacts(service: Service, version: string, facts: OwnFacts): Promise<OwnAccount> {
  const asked = { method: "PUT", headers: { "If-Match": `"${version}"` }, body: facts } as const;
  return await callFor(service, OwnAccount, consolePaths.ownAccount, asked);
}

/** Changes one's own password. @throws AdministrationError `password-wrong`, `password-unfit`, and as `call` does */
export async function changeOwnPassword(service: Service, change: PasswordChange): Promise<void> {
  await call(service, consolePaths.ownPassword, { method: "PUT", body: change });
}

/** Makes one's own recovery codes anew. @throws AdministrationError `second-factor-needed`, and as `call` does */
export async function makeRecoveryCodes(service: Service): Promise<readonly string[]> {
  const asked = { method: "POST" } as const;
  return (await callFor(service, FreshRecoveryCodes, consolePaths.ownRecoveryCodes, asked)).recoveryCodes;
}

/** One's own sessions. @throws as `call` does */
export async function listOwnSessions(service: Service): Promise<readonly ListedSession[]> {
  return (await callFor(service, SessionList, consolePaths.ownSessions)).sessions;
}

/** Ends one of one's own sessions, or all others. @throws as `call` does */
export async function endOwnSessions(service: Service, session: string | undefined): Promise<void> {
  const path = session === undefined ? consolePaths.ownSessions : fillPath(consolePaths.ownSession, { session });
  await call(service, path, { method: "DELETE" });
}
