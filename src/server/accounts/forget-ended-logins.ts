import { hasExpired, removeExpired } from "../store/accounts/expired.ts";
import type { Store } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { lastInvitationEnd } from "./invitations/invitation-token.ts";
import { lastLockoutEnd } from "./login/attempts.ts";
import { lastSessionEnd } from "./sessions/sessions.ts";
import { lastSignInEnd } from "./single-sign-on/sign-in-token.ts";

/**
 * Removes expired sessions, invitations, logins at identity providers and attempt counters.
 *
 * @returns their number
 */
export async function forgetEndedLogins({ store }: { readonly store: Store }, now: Date): Promise<number> {
  const latest = {
    sessions: lastSessionEnd(now),
    loginAttempts: lastLockoutEnd(now),
    invitations: lastInvitationEnd(now),
    signIns: lastSignInEnd(now),
  };
  const expiry = { now: now.getTime(), latest };
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasExpired(store, expiry))) return 0;
  return await transact(store, async (transaction) => await removeExpired(transaction, expiry));
}
