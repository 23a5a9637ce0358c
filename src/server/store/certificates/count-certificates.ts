import { sql } from "kysely";
import { dayInMilliseconds } from "../../../core/days.ts";
import type { Store } from "../database/schema.ts";

/** The number of certificates in each state. */
export interface CertificateCounts {
  /** Neither revoked nor expired. */
  readonly valid: number;
  readonly expired: number;
  readonly revoked: number;
  /** When the first of the valid certificates expires. */
  readonly earliestNotAfter: number | undefined;
  /** By a number of days: the valid certificates that expire within it, and have no replacement in use. */
  readonly toRenew: ReadonlyMap<number, number>;
}

/** The numbers of days for which certificates to renew are counted. */
const toRenewWithin = [7, 30, 90] as const;

/** Counts all certificates, from an index alone except for those that expire soon. */
export async function countCertificates(store: Store, now: number): Promise<CertificateCounts> {
  const notRevoked = store.selectFrom("certificates").where("revokedAt", "is", null);
  const count = sql<number>`count(*)`.as("count");
  const { count: all } = await store.selectFrom("certificates").select(count).executeTakeFirstOrThrow();
  const { count: expired } = await notRevoked.where("notAfter", "<", now).select(count).executeTakeFirstOrThrow();
  const unexpired = notRevoked.where("notAfter", ">=", now);
  const { count: valid } = await unexpired.select(count).executeTakeFirstOrThrow();
  const first = await unexpired.select("notAfter").orderBy("notAfter").limit(1).executeTakeFirst();
  const toRenew = new Map<number, number>();
  for (const days of toRenewWithin) toRenew.set(days, await countToRenew(store, now, now + days * dayInMilliseconds));
  return { valid, expired, revoked: all - valid - expired, earliestNotAfter: first?.notAfter, toRenew };
}

async function countToRenew(store: Store, from: number, to: number): Promise<number> {
  const { count } = await store
    .selectFrom("certificates as old")
    .where("old.revokedAt", "is", null)
    .where("old.notAfter", ">=", from)
    .where("old.notAfter", "<", to)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("certificates as replacement")
            .whereRef("replacement.replaces", "=", "old.number")
            .where("replacement.firstUsedAt", "is not", null)
            .select("replacement.number"),
        ),
      ),
    )
    .select(sql<number>`count(*)`.as("count"))
    .executeTakeFirstOrThrow();
  return count;
}
