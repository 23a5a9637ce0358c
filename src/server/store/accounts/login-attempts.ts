import type { LoginAttemptRow, Store, StoreTransaction } from "../database/schema.ts";

/** The attempts counted under a key, whether or not they have expired. */
export async function findAttempts(store: Store, keyHash: string): Promise<LoginAttemptRow | undefined> {
  return await store.selectFrom("loginAttempts").selectAll().where("keyHash", "=", keyHash).executeTakeFirst();
}

/** Writes the count of a key, which replaces the previous one, if any. */
export async function writeAttempts(transaction: StoreTransaction, row: LoginAttemptRow): Promise<void> {
  const { attempts, endsAt } = row;
  await transaction
    .insertInto("loginAttempts")
    .values(row)
    .onConflict((conflict) => conflict.column("keyHash").doUpdateSet({ attempts, endsAt }))
    .execute();
}

/** Removes the attempts counted under a key. */
export async function removeAttempts(transaction: StoreTransaction, keyHash: string): Promise<void> {
  await transaction.deleteFrom("loginAttempts").where("keyHash", "=", keyHash).execute();
}

/** Takes back one of the attempts counted under a key. */
export async function takeBackAttempt(transaction: StoreTransaction, keyHash: string): Promise<void> {
  await transaction
    .updateTable("loginAttempts")
    .set((columns) => ({ attempts: columns("attempts", "-", 1) }))
    .where("keyHash", "=", keyHash)
    .execute();
  await transaction.deleteFrom("loginAttempts").where("keyHash", "=", keyHash).where("attempts", "<=", 0).execute();
}
