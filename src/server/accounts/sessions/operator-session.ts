import type { Subject } from "../../../core/name/subject.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { HeldSession } from "../../store/accounts/session-rows.ts";
import { isSystemOperator } from "../../store/accounts/system-operators.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { currentSession, isConfirmed } from "./sessions.ts";

/** What a system operator needs: with `confirmed`, the second factor once more, at most five minutes ago. */
export interface NeededOfOperator {
  readonly confirmed?: boolean;
}

/**
 * Refuses a session that does not permit what a system operator asks for.
 *
 * @throws Refusal `not-logged-in` unless it is one of the operators' site, `second-factor-needed`
 */
export function requireOperator(session: HeldSession, subject: Subject, { confirmed = false }: NeededOfOperator, now: Date): void {
  if (session.site !== "operator" || !isSystemOperator(session, subject)) throw new Refusal("not-logged-in");
  if (session.step !== "open") throw new Refusal("second-factor-needed");
  if (confirmed && !isConfirmed(session, { asked: now, now })) throw new Refusal("second-factor-needed");
}

/**
 * Reads the session again in the transaction that acts: meanwhile it may have ended, its account been disabled, or bound to
 * another certificate.
 *
 * @throws Refusal as `requireOperator`
 */
export async function requireStillOperator(
  transaction: StoreTransaction,
  { tokenHash }: Pick<HeldSession, "tokenHash">,
  subject: Subject,
  needed: NeededOfOperator,
  now: Date,
): Promise<void> {
  const session = await currentSession(transaction, tokenHash, now);
  if (session === undefined) throw new Refusal("not-logged-in");
  requireOperator(session, subject, needed, now);
}
