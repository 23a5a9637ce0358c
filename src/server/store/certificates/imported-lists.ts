import type { ImportedListRow, Store } from "../database/schema.ts";

/** As the distribution point of a list that is about all certificates of its authority. */
export const everyPoint = "";

/** The latest imported revocation lists of an authority, by their distribution points. */
export async function readImportedLists(store: Store, issuer: string): Promise<ImportedListRow[]> {
  return await store.selectFrom("importedLists").selectAll().where("issuer", "=", issuer).orderBy("point").execute();
}

/** Those of some distribution points. */
export async function findImportedLists(store: Store, issuer: string, points: readonly string[]): Promise<ImportedListRow[]> {
  if (points.length === 0) return [];
  return await store.selectFrom("importedLists").selectAll().where("issuer", "=", issuer).where("point", "in", points).execute();
}

/** Records the latest imported revocation list of an authority at a distribution point. */
export async function storeImportedList(store: Store, list: ImportedListRow): Promise<void> {
  await store
    .insertInto("importedLists")
    .values(list)
    .onConflict((conflict) => conflict.columns(["issuer", "point"]).doUpdateSet(list))
    .execute();
}
