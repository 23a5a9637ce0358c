import type { SavedViewRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/** The views that an account has saved, by their names. */
export async function listViews(store: Store, { tenant, name }: AccountIdentity): Promise<SavedViewRow[]> {
  return await store
    .selectFrom("savedViews")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .orderBy("name")
    .execute();
}

/** Saves a view, in place of the account's view with the same identifier. */
export async function writeView(transaction: StoreTransaction, view: SavedViewRow): Promise<void> {
  const { name, parameters } = view;
  await transaction
    .insertInto("savedViews")
    .values(view)
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ name, parameters }))
    .execute();
}

/** Removes a view of an account. @returns whether there was one */
export async function removeView(transaction: StoreTransaction, { tenant, name }: AccountIdentity, id: string): Promise<boolean> {
  const removed = await transaction
    .deleteFrom("savedViews")
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .where("id", "=", id)
    .returning("id")
    .executeTakeFirst();
  return removed !== undefined;
}
