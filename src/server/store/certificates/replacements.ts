import { prepared } from "../database/prepared.ts";
import type { CertificateRow, Store } from "../database/schema.ts";

/** The replacement of a certificate that is not revoked, used or not. */
export async function findReplacement(store: Store, predecessor: string): Promise<CertificateRow | undefined> {
  const [replacement] = await byPredecessor(store, predecessor);
  return replacement;
}

const byPredecessor = prepared((store, predecessor: string) =>
  store.selectFrom("certificates").selectAll().where("replaces", "=", predecessor),
);

/** What was issued lately, revoked ones too. */
export interface RecentIssues {
  /** The replacements that a certificate was given. */
  readonly replacements: number;
  /** The certificates that its tenant was given. */
  readonly tenant: number;
}

/** Counts what was issued after one moment and until another to a certificate, and to all of its tenant. */
export async function countRecentIssues(
  store: Store,
  { serial, tenant, cn }: Pick<CertificateRow, "serial" | "tenant" | "cn">,
  after: number,
  until: number,
): Promise<RecentIssues> {
  const [counts] = await recentIssues(store, after, until, tenant, cn, serial, tenant, after, until);
  return { replacements: counts?.replacements ?? 0, tenant: counts?.tenant ?? 0 };
}

type Span = readonly [number, number];
const recentIssues = prepared(
  (store, ...[from, to, holder, cn, predecessor, tenant, after, until]: [...Span, string, string, string, string, ...Span]) =>
    store.selectNoFrom((columns) => [
      // As a filter, the time leaves the way to the few certificates of the holder, in place of the many of the tenant's.
      columns
        .selectFrom("certificates")
        .select((of) => of.fn.countAll<number>().filterWhere("issued_at", ">", from).filterWhere("issued_at", "<=", to).as("count"))
        .where("tenant", "=", holder)
        .where("cn", "=", cn)
        .where("predecessor", "=", predecessor)
        .as("replacements"),
      columns
        .selectFrom("certificates")
        .select((of) => of.fn.countAll<number>().as("count"))
        .where("tenant", "=", tenant)
        .where("issued_at", ">", after)
        .where("issued_at", "<=", until)
        .as("tenant"),
    ]),
);

/** The stages of a replacement that are written down with a time. */
export type StageColumn = "fetched_at" | "password_shown_at" | "imported_at" | "first_used_at";

/**
 * Writes down when a replacement reached a stage, where that is not known yet.
 *
 * @returns whether it was not known yet
 */
export async function markStage(store: Store, serial: string, stage: StageColumn, at: number): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("certificates")
    .set({ [stage]: at })
    .where("serial", "=", serial)
    .where(stage, "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
