import type { PasskeyRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/**
 * Adds a passkey.
 *
 * @returns whether it was added; not if there is one with its identifier, of any account
 */
export async function insertPasskey(transaction: StoreTransaction, row: PasskeyRow): Promise<boolean> {
  const added = await transaction
    .insertInto("passkeys")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

/** The passkeys of an account, in the order in which they were added. */
export async function listPasskeys(store: Store, { tenant, name }: AccountIdentity): Promise<PasskeyRow[]> {
  return await store
    .selectFrom("passkeys")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .orderBy("addedAt")
    .orderBy("id")
    .execute();
}

/** Records that a passkey was used, and the number of signatures that it claims to have made. */
export async function markPasskeyUsed(
  transaction: StoreTransaction,
  id: string,
  used: Pick<PasskeyRow, "counter" | "lastUsedAt">,
): Promise<void> {
  await transaction.updateTable("passkeys").set(used).where("id", "=", id).execute();
}

/** Removes a passkey. */
export async function removePasskeyRow(transaction: StoreTransaction, id: string): Promise<void> {
  await transaction.deleteFrom("passkeys").where("id", "=", id).execute();
}
