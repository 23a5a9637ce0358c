import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import { findAccountRow } from "../../store/accounts/account-rows.ts";
import { removeSessionsOf, type HeldSession } from "../../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { actorOfAccount, auditAccount } from "../audit-account.ts";
import { completeLogin } from "../login/administrator-login.ts";
import type { Place } from "../login/login-history.ts";
import { accountOf, currentSession, isConfirmed } from "../sessions/sessions.ts";
import { attemptFactor } from "./attempt-factor.ts";
import { beginSecondFactor, completeSecondFactor } from "./authenticator-app.ts";

/**
 * Begins to set up a second factor, at the first login or in the place of the one in use.
 *
 * @returns its secret, which is shown once
 * @throws Refusal `second-factor-needed` unless the one in use was given once more, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function beginEnrolment(
  { store, vault }: Service,
  session: HeldSession,
  now: Date,
): Promise<{ readonly secret: string; readonly uri: string }> {
  return await transact(store, async (transaction) => {
    await requireEnrolling(transaction, session, now);
    return await beginSecondFactor(vault, transaction, accountOf(session), now);
  });
}

/**
 * Completes the setting up of a second factor with its first code. The account's other sessions end.
 *
 * @returns recovery codes, which are shown once; and as `giveSecondFactor` the token
 * @throws Refusal `second-factor-wrong`, `second-factor-needed`, `login-locked`, `not-logged-in`
 * @throws StoreUnavailable
 */
export async function completeEnrolment(
  service: Service,
  session: HeldSession,
  code: string,
  place: Place,
  now: Date,
): Promise<{ readonly token: string | undefined; readonly recoveryCodes: readonly string[] }> {
  const account = accountOf(session);
  return await attemptFactor(service, session, place, now, async (transaction) => {
    const { step } = await requireEnrolling(transaction, session, now);
    const recoveryCodes = await completeSecondFactor(service.vault, transaction, account, code, now);
    if (recoveryCodes === undefined) return undefined;
    // Those that were opened with the earlier second factor, which may be in the wrong hands.
    await removeSessionsOf(transaction, account, session.tokenHash);
    await auditAccount(transaction, account, "account-second-factor-set", { actor: actorOfAccount(account), now });
    return {
      recoveryCodes,
      token: step === "enrolment" ? await completeLogin(service, transaction, session, place, now) : undefined,
    };
  });
}

/**
 * A session that may set up a second factor: at the first login, as long as there is none, or after the one in use was given once
 * more.
 *
 * @throws Refusal `second-factor-needed`, `not-logged-in`
 */
export async function requireEnrolling(transaction: StoreTransaction, session: HeldSession, now: Date): Promise<HeldSession> {
  const present = await currentSession(transaction, session.tokenHash, now);
  if (present === undefined) throw new Refusal("not-logged-in");
  if (present.step === "open" && isConfirmed(present, { asked: now, now })) return present;
  // Somebody else with the password may have begun a first login, too.
  const isFirst =
    present.step === "enrolment" && (await findAccountRow(transaction, accountOf(present)))?.secondFactorSince === null;
  if (!isFirst) throw new Refusal("second-factor-needed");
  return present;
}
