import { sql } from "kysely";
import type { Store } from "../database/schema.ts";

/** How many certificates there are of each kind, and when the first of those in force ends. */
export interface CertificateCounts {
  /** In force. */
  readonly valid: number;
  readonly expired: number;
  readonly revoked: number;
  /** When the first certificate that is in force ends. */
  readonly earliestNotAfter: number | undefined;
}

/** Counts all certificates; an index holds everything that is looked at. */
export async function countCertificates(store: Store, now: number): Promise<CertificateCounts> {
  const notRevoked = store.selectFrom("certificates").where("revokedAt", "is", null);
  const count = sql<number>`count(*)`.as("count");
  const { count: all } = await store.selectFrom("certificates").select(count).executeTakeFirstOrThrow();
  const { count: expired } = await notRevoked.where("notAfter", "<", now).select(count).executeTakeFirstOrThrow();
  const inForce = notRevoked.where("notAfter", ">=", now);
  const { count: valid } = await inForce.select(count).executeTakeFirstOrThrow();
  const first = await inForce.select("notAfter").orderBy("notAfter").limit(1).executeTakeFirst();
  return { valid, expired, revoked: all - valid - expired, earliestNotAfter: first?.notAfter };
}
