import type { LoginAttempt, LoginOutcome, Logins } from "../../protocol/logins.ts";
import { findAccountRow } from "../store/accounts/account-rows.ts";
import { hasExpired, removeExpired } from "../store/accounts/expired.ts";
import { removeAttempts } from "../store/accounts/login-attempts.ts";
import type { Store } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { authenticate } from "./accounts.ts";
import { attemptKey, beginAttempt, lastLockoutEnd } from "./attempts.ts";
import { closeSession, findSession, lastSessionEnd, openSession } from "./sessions.ts";

/** The accounts and sessions in a database, for the application that people log in to. */
export function createLogins(store: Store, clock: () => Date): Logins {
  return {
    logIn: async (attempt) => await logIn(store, attempt, clock()),
    find: async (token, subject) => await findSession(store, token, subject, clock()),
    logOut: async (token) => await closeSession(store, token),
  };
}

/** That an account belongs to another tenant is revealed only to those who know its password. */
async function logIn(store: Store, { user, password, subject }: LoginAttempt, now: Date): Promise<LoginOutcome> {
  const key = attemptKey(subject, user);
  const retryAfter = await beginAttempt(store, key, now);
  if (retryAfter > 0) return { kind: "locked", retryAfter };
  const account = await authenticate(store, user, password);
  if (account === undefined) return { kind: "wrong" };
  return await transact(store, async (transaction): Promise<LoginOutcome> => {
    const { tenant, password: known, disabledAt } = (await findAccountRow(transaction, account.name)) ?? {};
    // It is disabled, or was changed or removed while the password was compared.
    if (tenant === undefined || known !== account.password || disabledAt !== null) return { kind: "wrong" };
    await removeAttempts(transaction, key);
    if (tenant !== subject.o) return { kind: "other-tenant" };
    return { kind: "opened", token: await openSession(transaction, { account: account.name, cn: subject.cn }, now) };
  });
}

/**
 * Removes expired sessions and attempt counters.
 *
 * @returns their number
 */
export async function forgetEndedLogins({ store }: { readonly store: Store }, now: Date): Promise<number> {
  const latest = { sessions: lastSessionEnd(now), loginAttempts: lastLockoutEnd(now) };
  const expiry = { now: now.getTime(), latest };
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasExpired(store, expiry))) return 0;
  return await transact(store, async (transaction) => await removeExpired(transaction, expiry));
}
