import type { ImportedListRow, Store } from "../database/schema.ts";

/** The latest imported revocation list of an authority. */
export async function findImportedList(store: Store, issuer: string): Promise<ImportedListRow | undefined> {
  return await store.selectFrom("importedLists").selectAll().where("issuer", "=", issuer).executeTakeFirst();
}

/** Records the latest imported revocation list of an authority. */
export async function storeImportedList(store: Store, list: ImportedListRow): Promise<void> {
  await store
    .insertInto("importedLists")
    .values(list)
    .onConflict((conflict) => conflict.column("issuer").doUpdateSet(list))
    .execute();
}
