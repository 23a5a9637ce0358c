import { sql } from "kysely";
import type { Store } from "../database/schema.ts";

/** When `certificates` was first used: a renewed one for its proof, a first one when somebody presented it; null if it was not. */
export const firstUse = sql<number | null>`coalesce(certificates.first_used_at,
  (select min(presentations.first_at) from presentations where presentations.certificate = certificates.number))`;

/** Whether somebody has used a certificate. */
export async function isUsed(store: Store, number: number): Promise<boolean> {
  const used = store.selectFrom("certificates").select("number").where("number", "=", number).where(firstUse, "is not", null);
  return (await used.executeTakeFirst()) !== undefined;
}
