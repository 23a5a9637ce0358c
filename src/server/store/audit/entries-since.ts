import type { Store } from "../database/schema.ts";

/** The objects of the entries after one whose action matches a pattern. */
export async function findObjectsSince(store: Store, last: number, pattern: string): Promise<string[]> {
  const rows = await store
    .selectFrom("audit")
    .select("object")
    .where("number", ">", last)
    .where("action", "like", pattern)
    .execute();
  return rows.map(({ object }) => object);
}
