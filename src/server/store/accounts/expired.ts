import type { Store, StoreTransaction } from "../database/schema.ts";

const tables = ["sessions", "loginAttempts", "invitations", "signIns"] as const;

/** What counts as expired: what ends at or before `now`, or after `latest`, which was set while the clock was ahead. */
export interface Expiry {
  readonly now: number;
  readonly latest: Readonly<Record<(typeof tables)[number], number>>;
}

/** Whether there is an expired session, invitation, login at a provider or attempt counter. */
export async function hasExpired(store: Store, { now, latest }: Expiry): Promise<boolean> {
  for (const table of tables) {
    const expired = await store
      .selectFrom(table)
      .select("endsAt")
      .where((is) => is.or([is("endsAt", "<=", now), is("endsAt", ">", latest[table])]))
      .limit(1)
      .executeTakeFirst();
    if (expired !== undefined) return true;
  }
  return false;
}

/**
 * Removes the expired sessions, invitations, logins at providers and attempt counters.
 *
 * @returns their number
 */
export async function removeExpired(transaction: StoreTransaction, { now, latest }: Expiry): Promise<number> {
  let removed = 0;
  for (const table of tables) {
    const { numDeletedRows } = await transaction
      .deleteFrom(table)
      .where((is) => is.or([is("endsAt", "<=", now), is("endsAt", ">", latest[table])]))
      .executeTakeFirstOrThrow();
    removed += Number(numDeletedRows);
  }
  return removed;
}
