import type { Store } from "../database/schema.ts";

/** How many notices wait to be sent, and how many mails to people about their accounts. */
export async function countWaitingNotices(store: Store): Promise<{ readonly notice: number; readonly account: number }> {
  const [notice = 0, account = 0] = await Promise.all(
    (["notices", "personNotices"] as const).map(async (table) => {
      const counted = store.selectFrom(table).select((columns) => columns.fn.countAll<number | string>().as("rows"));
      const { rows } = await counted.where("state", "=", "waiting").executeTakeFirstOrThrow();
      return Number(rows);
    }),
  );
  return { notice, account };
}

/**
 * How many notices, and mails to people about their accounts, are tried again, or were given up, or may have arrived, since a moment.
 *
 * @param since of the last attempt
 */
export async function countUndelivered(store: Store, since: number): Promise<number> {
  const counts = await Promise.all(
    (["notices", "personNotices"] as const).map(async (table) => {
      const { rows } = await store
        .selectFrom(table)
        .select((columns) => columns.fn.countAll<number | string>().as("rows"))
        .where("state", "in", ["waiting", "refused", "unknown"])
        .where("attempts", ">", 0)
        .where("nextAt", ">=", since)
        .executeTakeFirstOrThrow();
      return Number(rows);
    }),
  );
  return counts.reduce((sum, each) => sum + each, 0);
}
