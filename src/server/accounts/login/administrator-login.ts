import type { LoginAttempt } from "../../../protocol/logins.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { updateAccount } from "../../store/accounts/account-rows.ts";
import { removeSession, type HeldSession } from "../../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { accountOf, openSession, replaceSession } from "../sessions/sessions.ts";
import { sessionTimeOf } from "../single-sign-on/session-time.ts";
import { checkPassword } from "./check-password.ts";
import { recordLogin, type Place } from "./login-history.ts";

/**
 * The first step of a login at the administrators' site: with the right password, a session that serves only to give the
 * second factor, or to set one up.
 *
 * @param earlier the token of the session that the browser had before, which ends
 * @returns the session's token
 * @throws Refusal `login-wrong`, `login-locked`, `login-other-tenant`, `role-insufficient` for an account without access there
 * @throws StoreUnavailable
 */
export async function beginLogin(
  { store }: Service,
  { earlier, ...attempt }: LoginAttempt & { readonly earlier: string | undefined },
  place: Place,
  now: Date,
): Promise<string> {
  const { cn } = attempt.subject;
  const outcome = await checkPassword(
    store,
    attempt,
    place,
    now,
    async (transaction, { tenant, name, role, secondFactorSince }) => {
      if (role === null) return { recorded: "no-access", token: undefined } as const;
      await replaceSession(transaction, earlier);
      const step = secondFactorSince === null ? "enrolment" : "second-factor";
      const session = { tenant, account: name, cn, site: "console", step } as const;
      return { recorded: "password-right", token: await openSession(transaction, session, now) } as const;
    },
  );
  switch (outcome.kind) {
    case "wrong":
      throw new Refusal("login-wrong");
    case "locked":
      throw new Refusal("login-locked", { retryAfter: outcome.retryAfter });
    case "other-tenant":
      throw new Refusal("login-other-tenant");
    case "right":
      if (outcome.result.token === undefined) throw new Refusal("role-insufficient");
      return outcome.result.token;
  }
}

/** Opens the complete session in the place of the one that the login began with. */
export async function completeLogin(
  { settings }: Pick<Service, "settings">,
  transaction: StoreTransaction,
  session: HeldSession,
  place: Place,
  now: Date,
): Promise<string> {
  const { tenant, account, cn, provider, site } = session;
  await removeSession(transaction, session.tokenHash);
  await updateAccount(transaction, accountOf(session), { lastLoginAt: now.getTime() });
  await recordLogin(transaction, { tenant, account, result: "opened", cn }, place, now);
  const time = sessionTimeOf(settings, session);
  return await openSession(transaction, { tenant, account, cn, site, step: "open", provider, time }, now, place);
}

/**
 * Ends a session.
 *
 * @throws StoreUnavailable
 */
export async function logOut({ store }: Service, session: HeldSession, place: Place, now: Date): Promise<void> {
  const { tokenHash, tenant, account, cn } = session;
  await transact(store, async (transaction) => {
    await removeSession(transaction, tokenHash);
    await recordLogin(transaction, { tenant, account, result: "logged-out", cn }, place, now);
  });
}
