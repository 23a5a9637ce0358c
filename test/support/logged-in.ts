import { openSession } from "../../src/server/accounts/sessions/sessions.ts";
import type { RunningService } from "../../src/server/serve.ts";
import { transact } from "../../src/server/store/transact.ts";

/** Whose session it is, and the time of the service's clock. */
interface LoggedIn {
  readonly tenant: string;
  readonly account: string;
  /** The common name of the certificate with which the session is used. */
  readonly cn: string;
  readonly now: Date;
}

/** The web app's cookie of a session that is made in the database, for tests in which a person has logged in before. */
export async function cookieOfSession(
  { service: { store } }: RunningService,
  { tenant, account, cn, now }: LoggedIn,
): Promise<{
  readonly name: string;
  readonly value: string;
  readonly secure: true;
  readonly httpOnly: true;
  readonly sameSite: "Strict";
}> {
  const session = { tenant, account, cn, site: "app", step: "open" } as const;
  const value = await transact(store, async (transaction) => await openSession(transaction, session, now));
  return { name: "__Host-session", value, secure: true, httpOnly: true, sameSite: "Strict" };
}
