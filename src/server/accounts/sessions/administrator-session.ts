import { roles, type Role, type SiteRole } from "../../../protocol/console/session.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { HeldSession } from "../../store/accounts/session-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { currentSession, isConfirmed, type ActingTime } from "./sessions.ts";

/** What somebody who acts at the administrators' site needs. */
export interface Needed {
  readonly atLeast: Role;
  /** Whether the second factor must have been given once more, at most five minutes ago. */
  readonly confirmed?: boolean;
}

/** Whether a role is one of a tenant's, and includes what another one may do. */
export function includes(role: SiteRole | null, needed: Role): role is Role {
  const rank = roles.findIndex((each) => each === role);
  return rank >= 0 && rank <= roles.indexOf(needed);
}

/**
 * What the account of a session may do, if the session is complete and this is enough.
 *
 * @throws Refusal `role-insufficient`, `second-factor-needed`
 */
export function requireRole(session: HeldSession, { atLeast, confirmed = false }: Needed, at: ActingTime): Role {
  const { role, step } = session;
  if (step !== "open") throw new Refusal("second-factor-needed");
  if (!includes(role, atLeast)) throw new Refusal("role-insufficient");
  if (confirmed && !isConfirmed(session, at)) throw new Refusal("second-factor-needed");
  return role;
}

/**
 * Reads the session again in the transaction that acts: meanwhile it may have ended, its account been disabled, or its role
 * been changed. A second factor that was given in time is enough for all of what was asked for.
 *
 * @throws Refusal `not-logged-in`, and as `requireRole`
 */
export async function requireStill(
  transaction: StoreTransaction,
  { tokenHash }: Pick<HeldSession, "tokenHash">,
  needed: Needed,
  at: ActingTime,
): Promise<void> {
  const session = await currentSession(transaction, tokenHash, at.now);
  if (session === undefined) throw new Refusal("not-logged-in");
  requireRole(session, needed, at);
}
