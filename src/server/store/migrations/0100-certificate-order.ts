import type { Kysely } from "kysely";

/** An index to list certificates by expiry, page by page, without sorting them all for each page. */
export async function certificateOrder(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("certificates_order").on("certificates").columns(["not_after", "number"]).execute();
}
