import { sql, type RawBuilder } from "kysely";
import { dayInMilliseconds } from "../../../core/days.ts";
import { isSqlite } from "../database/node-sqlite.ts";
import type { CertificateRow, Store } from "../database/schema.ts";
import { isInStage, nextOf, type StageRules } from "./renewal-stage.ts";

/** A certificate that is due. */
export type DueRow = Pick<CertificateRow, "number" | "cn" | "notAfter">;

/** The certificates of a tenant that are due. */
export async function findDue(store: Store, rules: StageRules): Promise<DueRow[]> {
  return await store
    .selectFrom("certificates")
    .select(["certificates.number", "certificates.cn", "certificates.notAfter"])
    .where("certificates.tenant", "=", rules.tenant)
    .where((columns) => isInStage(columns, "due", rules))
    .execute();
}

/** A replacement that was never used. */
export type PendingRow = Pick<CertificateRow, "number" | "issuedAt" | "fetchedAt" | "passwordShownAt" | "importedAt"> & {
  /** When the certificate that it replaces stops working. */
  readonly deadline: number;
};

/** The replacements of a tenant that were never used, and are not replaced themselves. */
export async function findPending(store: Store, { tenant, now }: StageRules): Promise<PendingRow[]> {
  return await store
    .selectFrom("certificates")
    .innerJoin("certificates as old", "old.number", "certificates.predecessor")
    .select(["certificates.number", "certificates.issuedAt", "certificates.fetchedAt"])
    .select(["certificates.passwordShownAt", "certificates.importedAt"])
    .select(sql<number>`coalesce(old.revoked_at, old.not_after)`.as("deadline"))
    .where("certificates.tenant", "=", tenant)
    // An index has these only.
    .where("certificates.predecessor", "is not", null)
    .where("certificates.revokedAt", "is", null)
    .where("certificates.firstUsedAt", "is", null)
    .where("certificates.notAfter", ">=", now)
    // It has at most one. Where this asks whether one exists, PostgreSQL reads those of all tenants.
    .where((columns) => columns(nextOf(columns), "is", null))
    .execute();
}

/** A replacement in use, and the certificate beside it that is still valid. */
export interface UnretiredRow {
  readonly number: number;
  readonly renewed: number;
}

/** The renewals of a tenant whose old certificate is still valid, in the order of their completion. */
export async function findUnretired(
  store: Store,
  rules: StageRules,
  page: { limit: number; offset: number },
): Promise<UnretiredRow[]> {
  return await unretired(store, rules)
    .select(["replacement.number", "renewed.number as renewed"])
    .orderBy("replacement.firstUsedAt")
    .orderBy("replacement.number")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
}

/** Their number. */
export async function countUnretired(store: Store, rules: StageRules): Promise<number> {
  const { count } = await unretired(store, rules)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

function unretired(store: Store, { tenant, now, retireAfterDays: days }: StageRules) {
  return (
    store
      .selectFrom("certificates as replacement")
      // SQLite keeps the order of a cross join: the tenant's replacements are fewer than all valid certificates.
      .crossJoin("certificates as renewed")
      .whereRef("renewed.number", "=", "replacement.replaces")
      .where("replacement.tenant", "=", tenant)
      .where("replacement.replaces", "is not", null)
      .where("replacement.firstUsedAt", "is not", null)
      .where("renewed.revokedAt", "is", null)
      .where("renewed.notAfter", ">=", now)
      .$if(days !== null, (query) => query.where("replacement.firstUsedAt", ">", now - (days ?? 0) * dayInMilliseconds))
  );
}

/** How many certificates of a tenant end in each of the spans between ascending moments, of those that are neither renewed nor revoked. */
export async function countEnds(store: Store, tenant: string, now: number, moments: readonly number[]): Promise<number[]> {
  const [first = 0, ...ends] = moments;
  const last = ends.at(-1) ?? first;
  const rows = await store
    .selectFrom("certificates")
    .select(spanIn(store, moments).as("span"))
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("certificates.tenant", "=", tenant)
    .where("certificates.revokedAt", "is", null)
    .where("certificates.notAfter", ">=", Math.max(first, now))
    .where("certificates.notAfter", "<", last)
    .where("certificates.number", "not in", (from) =>
      from
        .selectFrom("certificates as used")
        .select("used.replaces")
        .where("used.tenant", "=", tenant)
        .where("used.replaces", "is not", null)
        .where("used.firstUsedAt", "is not", null)
        .$castTo<{ replaces: number }>(),
    )
    .groupBy(sql`1`)
    .execute();
  const counts = new Map(rows.map(({ span, count }) => [span, count]));
  return ends.map((_, index) => counts.get(index) ?? 0);
}

/** The number, from 0, of the span between ascending moments that the end of a certificate is in. */
function spanIn(store: Store, moments: readonly number[]): RawBuilder<number> {
  if (!isSqlite(store)) {
    // It halves the moments, where cases are tried one after the other.
    const bounds = sql.join(moments.map((moment) => sql`cast(${moment} as bigint)`));
    return sql<number>`width_bucket(certificates.not_after, array[${bounds}]) - 1`;
  }
  const branches = moments.slice(1).map((end, index) => sql`when certificates.not_after < ${end} then ${sql.lit(index)}`);
  return sql<number>`case ${sql.join(branches, sql` `)} end`;
}
