import { Refusal } from "../../issuance/refusal.ts";
import type { Service } from "../../issuance/service.ts";
import type { HeldSession } from "../../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { beginAttempt, codeAttempts, endAttempts } from "../login/attempts.ts";
import { recordLogin, type Place } from "../login/login-history.ts";
import { currentSession } from "../sessions/sessions.ts";

/**
 * Compares a second factor, within the limits of wrong ones, with the session read again in the same transaction.
 *
 * @param compare returns undefined if it is wrong
 */
export async function attemptFactor<T>(
  { store }: Service,
  { tokenHash, tenant, account, cn }: HeldSession,
  place: Place,
  now: Date,
  compare: (transaction: StoreTransaction, present: HeldSession) => Promise<T | undefined>,
): Promise<T> {
  const counted = codeAttempts({ cn, o: tenant }, account);
  const { wait } = await beginAttempt(store, counted, now);
  if (wait > 0) throw new Refusal("login-locked", { retryAfter: wait });
  const result = await transact(store, async (transaction) => {
    const present = await currentSession(transaction, tokenHash, now);
    if (present === undefined) throw new Refusal("not-logged-in");
    const accepted = await compare(transaction, present);
    // Recorded in this transaction, which a refusal would roll back.
    if (accepted === undefined) await recordLogin(transaction, { tenant, account, result: "second-factor-wrong", cn }, place, now);
    else await endAttempts(transaction, counted);
    return accepted;
  });
  if (result === undefined) throw new Refusal("second-factor-wrong");
  return result;
}
