import { prepared, type Placeholders } from "../database/prepared.ts";
import type { CertificateRow, Store } from "../database/schema.ts";

/** The replacement of a certificate, used or not, if it is not revoked. */
export async function findReplacement(store: Store, predecessor: number): Promise<CertificateRow | undefined> {
  const [replacement] = await byPredecessor(store, { predecessor });
  return replacement;
}

const byPredecessor = prepared((store, of: Placeholders<{ predecessor: number }>) =>
  store.selectFrom("certificates").selectAll().where("replaces", "=", of("predecessor")),
);

/** The numbers of recently issued certificates, including revoked ones. */
export interface RecentIssues {
  /** Replacements of one certificate. */
  readonly replacements: number;
  /** Certificates of its tenant. */
  readonly tenant: number;
}

/**
 * Counts the certificates issued within a span of time, in milliseconds: replacements of one, and all of its tenant.
 */
export async function countRecentIssues(
  store: Store,
  { number, tenant, cn }: Pick<CertificateRow, "number" | "tenant" | "cn">,
  span: Span,
): Promise<RecentIssues> {
  const [counts] = await recentIssues(store, { predecessor: number, tenant, cn, ...span });
  return { replacements: counts?.replacements ?? 0, tenant: counts?.tenant ?? 0 };
}

interface Span {
  readonly after: number;
  readonly until: number;
}

const recentIssues = prepared((store, of: Placeholders<Span & { predecessor: number; tenant: string; cn: string }>) =>
  store.selectNoFrom((columns) => [
    // The time is a filter of the aggregate, so that the planner uses the index on holders, which finds few rows, and
    // not the one on times, which finds many.
    columns
      .selectFrom("certificates")
      .select(({ fn }) =>
        fn.countAll<number>().filterWhere("issuedAt", ">", of("after")).filterWhere("issuedAt", "<=", of("until")).as("count"),
      )
      .where("tenant", "=", of("tenant"))
      .where("cn", "=", of("cn"))
      .where("predecessor", "=", of("predecessor"))
      .as("replacements"),
    columns
      .selectFrom("certificates")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("tenant", "=", of("tenant"))
      .where("issuedAt", ">", of("after"))
      .where("issuedAt", "<=", of("until"))
      .as("tenant"),
  ]),
);

/** The stages of a replacement that are recorded with a time. */
export type StageColumn = "fetchedAt" | "passwordShownAt" | "importedAt" | "firstUsedAt";

/**
 * Records when a replacement reached a stage, unless that is recorded already.
 *
 * @returns whether it was not recorded yet
 */
export async function markStage(store: Store, number: number, stage: StageColumn, at: number): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("certificates")
    .set({ [stage]: at })
    .where("number", "=", number)
    .where(stage, "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
