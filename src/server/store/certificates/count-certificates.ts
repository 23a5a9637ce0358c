import { sql } from "kysely";
import type { Store } from "../database/schema.ts";

/** The number of certificates in each state. */
export interface CertificateCounts {
  /** Neither revoked nor expired. */
  readonly valid: number;
  readonly expired: number;
  readonly revoked: number;
  /** When the first of the valid certificates expires. */
  readonly earliestNotAfter: number | undefined;
}

/** Counts all certificates, from an index alone. */
export async function countCertificates(store: Store, now: number): Promise<CertificateCounts> {
  const notRevoked = store.selectFrom("certificates").where("revokedAt", "is", null);
  const count = sql<number>`count(*)`.as("count");
  const { count: all } = await store.selectFrom("certificates").select(count).executeTakeFirstOrThrow();
  const { count: expired } = await notRevoked.where("notAfter", "<", now).select(count).executeTakeFirstOrThrow();
  const unexpired = notRevoked.where("notAfter", ">=", now);
  const { count: valid } = await unexpired.select(count).executeTakeFirstOrThrow();
  const first = await unexpired.select("notAfter").orderBy("notAfter").limit(1).executeTakeFirst();
  return { valid, expired, revoked: all - valid - expired, earliestNotAfter: first?.notAfter };
}
