import type { LoginHistoryEntry, LoginHistoryRow, Store, StoreTransaction } from "../database/schema.ts";

/** Adds an entry to the login history. */
export async function insertLogin(transaction: StoreTransaction, entry: LoginHistoryEntry): Promise<void> {
  await transaction.insertInto("loginHistory").values(entry).execute();
}

/** The number of entries that a tenant sees. */
export async function countLogins(store: Store, tenant: string): Promise<number> {
  const { count } = await store
    .selectFrom("loginHistory")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("tenant", "=", tenant)
    .executeTakeFirstOrThrow();
  return count;
}

/** Some of the entries that a tenant sees, the latest first. */
export async function readLogins(
  store: Store,
  tenant: string,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<LoginHistoryRow[]> {
  return await store
    .selectFrom("loginHistory")
    .selectAll()
    .where("tenant", "=", tenant)
    .orderBy("number", "desc")
    .limit(limit)
    .offset(skip)
    .execute();
}

/** Whether there is an entry from before a moment. */
export async function hasLoginsBefore(store: Store, moment: number): Promise<boolean> {
  const row = await store.selectFrom("loginHistory").select("number").where("at", "<", moment).limit(1).executeTakeFirst();
  return row !== undefined;
}

/**
 * Removes some of the entries from before a moment.
 *
 * @returns their number
 */
export async function removeLoginsBefore(transaction: StoreTransaction, moment: number, limit: number): Promise<number> {
  const { numDeletedRows } = await transaction
    .deleteFrom("loginHistory")
    .where("number", "in", (from) => from.selectFrom("loginHistory").select("number").where("at", "<", moment).limit(limit))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
