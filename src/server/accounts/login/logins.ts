import type { LoginOutcome, Logins } from "../../../protocol/logins.ts";
import type { Store } from "../../store/database/schema.ts";
import { closeSession, findSession, openSession } from "../sessions/sessions.ts";
import { checkPassword } from "./check-password.ts";
import type { Place } from "./login-history.ts";

/** The accounts and sessions in a database, for the web app that people log in to. */
export function createLogins(store: Store, clock: () => Date): (place: Place) => Logins {
  return (place) => ({
    async logIn(attempt): Promise<LoginOutcome> {
      const now = clock();
      const { cn } = attempt.subject;
      const outcome = await checkPassword(store, attempt, place, now, async (transaction, { tenant, name }) => {
        const session = { tenant, account: name, cn, site: "app", step: "open" } as const;
        return { recorded: "opened", token: await openSession(transaction, session, now, place) } as const;
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
