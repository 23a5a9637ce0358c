import type { Store, StoreTransaction } from "../database/schema.ts";

const tables = ["sessions", "loginAttempts"] as const;

/** Since when something is over, and from when on an end is further away than any clock that is right has set it. */
export interface Ended {
  readonly since: number;
  readonly beyond: Readonly<Record<(typeof tables)[number], number>>;
}

/** Whether there is a session or a count of attempts that is over. */
export async function hasEnded(store: Store, { since, beyond }: Ended): Promise<boolean> {
  for (const table of tables) {
    const ended = await store
      .selectFrom(table)
      .select("endsAt")
      .where((is) => is.or([is("endsAt", "<=", since), is("endsAt", ">", beyond[table])]))
      .limit(1)
      .executeTakeFirst();
    if (ended !== undefined) return true;
  }
  return false;
}

/**
 * Removes the sessions and counts of attempts that are over.
 *
 * @returns how many
 */
export async function removeEnded(transaction: StoreTransaction, { since, beyond }: Ended): Promise<number> {
  let removed = 0;
  for (const table of tables) {
    const { numDeletedRows } = await transaction
      .deleteFrom(table)
      .where((is) => is.or([is("endsAt", "<=", since), is("endsAt", ">", beyond[table])]))
      .executeTakeFirstOrThrow();
    removed += Number(numDeletedRows);
  }
  return removed;
}
