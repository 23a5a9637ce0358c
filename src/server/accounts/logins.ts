import type { LoginOutcome, Logins } from "../../protocol/logins.ts";
import { hasExpired, removeExpired } from "../store/accounts/expired.ts";
import type { Store } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { lastLockoutEnd } from "./attempts.ts";
import { checkPassword, type Place } from "./check-password.ts";
import { lastInvitationEnd } from "./invitation-token.ts";
import { closeSession, findSession, lastSessionEnd, openSession } from "./sessions.ts";

/** The accounts and sessions in a database, for the web app that people log in to. */
export function createLogins(store: Store, clock: () => Date): (place: Place) => Logins {
  return (place) => ({
    async logIn(attempt): Promise<LoginOutcome> {
      const now = clock();
      const { cn } = attempt.subject;
      const outcome = await checkPassword(store, attempt, place, now, async (transaction, { tenant, name }) => {
        const session = { tenant, account: name, cn, site: "app", step: "open" } as const;
        return { recorded: "opened", token: await openSession(transaction, session, now) } as const;
      });
      return outcome.kind === "right" ? { kind: "opened", token: outcome.result.token } : outcome;
    },
    async find(token, subject) {
      const session = await findSession(store, token, { site: "app", subject }, clock());
      return session && { user: session.account, cn: session.cn, o: session.tenant };
    },
    logOut: async (token) => await closeSession(store, token),
  });
}

/**
 * Removes expired sessions, invitations and attempt counters.
 *
 * @returns their number
 */
export async function forgetEndedLogins({ store }: { readonly store: Store }, now: Date): Promise<number> {
  const latest = { sessions: lastSessionEnd(now), loginAttempts: lastLockoutEnd(now), invitations: lastInvitationEnd(now) };
  const expiry = { now: now.getTime(), latest };
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasExpired(store, expiry))) return 0;
  return await transact(store, async (transaction) => await removeExpired(transaction, expiry));
}
