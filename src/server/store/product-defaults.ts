import type { ProductDefaultsRow, Store, StoreTransaction } from "./database/schema.ts";

/** The rules that tenants begin with where operators have decided nothing. */
export const builtInDefaults: Omit<ProductDefaultsRow, "product" | "version" | "editedBy" | "editedAt"> = {
  promptDays: null,
  retireAfterDays: null,
  destroyKeysAfterDays: null,
  renewalKeys: "anywhere",
  timeZone: "Asia/Tokyo",
};

/** The rules that operators have decided tenants of a product to begin with; undefined if they never have. */
export async function findProductDefaults(store: Store, product: string): Promise<ProductDefaultsRow | undefined> {
  return await store.selectFrom("productDefaults").selectAll().where("product", "=", product).executeTakeFirst();
}

/** Writes them in place of what they were. */
export async function writeProductDefaults(transaction: StoreTransaction, row: ProductDefaultsRow): Promise<void> {
  await transaction
    .insertInto("productDefaults")
    .values(row)
    .onConflict((conflict) => conflict.column("product").doUpdateSet(row))
    .execute();
}
