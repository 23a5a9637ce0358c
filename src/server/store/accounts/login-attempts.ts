import type { LoginAttemptRow, Store, StoreTransaction } from "../database/schema.ts";

/** The attempts that are counted under a key, whether or not they are over. */
export async function findAttempts(store: Store, keyHash: string): Promise<LoginAttemptRow | undefined> {
  return await store.selectFrom("login_attempts").selectAll().where("key_hash", "=", keyHash).executeTakeFirst();
}

/** Puts a count in the place of the one that its key had, if any. */
export async function writeAttempts(transaction: StoreTransaction, row: LoginAttemptRow): Promise<void> {
  const { attempts, ends_at } = row;
  await transaction
    .insertInto("login_attempts")
    .values(row)
    .onConflict((conflict) => conflict.column("key_hash").doUpdateSet({ attempts, ends_at }))
    .execute();
}

/** Forgets the attempts that are counted under a key. */
export async function removeAttempts(transaction: StoreTransaction, keyHash: string): Promise<void> {
  await transaction.deleteFrom("login_attempts").where("key_hash", "=", keyHash).execute();
}
