import { prepared, type Placeholders } from "../database/prepared.ts";
import type { CertificateRow, Store } from "../database/schema.ts";

/** The replacement of a certificate that is not revoked, used or not. */
export async function findReplacement(store: Store, predecessor: string): Promise<CertificateRow | undefined> {
  const [replacement] = await byPredecessor(store, { predecessor });
  return replacement;
}

const byPredecessor = prepared((store, of: Placeholders<{ predecessor: string }>) =>
  store.selectFrom("certificates").selectAll().where("replaces", "=", of("predecessor")),
);

/** What was issued lately, revoked ones too. */
export interface RecentIssues {
  /** The replacements that a certificate was given. */
  readonly replacements: number;
  /** The certificates that its tenant was given. */
  readonly tenant: number;
}

/** Counts what was issued after one moment and until another, in milliseconds, to a certificate, and to all of its tenant. */
export async function countRecentIssues(
  store: Store,
  { serial, tenant, cn }: Pick<CertificateRow, "serial" | "tenant" | "cn">,
  span: Span,
): Promise<RecentIssues> {
  const [counts] = await recentIssues(store, { predecessor: serial, tenant, cn, ...span });
  return { replacements: counts?.replacements ?? 0, tenant: counts?.tenant ?? 0 };
}

interface Span {
  readonly after: number;
  readonly until: number;
}

const recentIssues = prepared((store, of: Placeholders<Span & { predecessor: string; tenant: string; cn: string }>) =>
  store.selectNoFrom((columns) => [
    // As a filter, the time leaves the way to the few certificates of the holder, in place of the many of the tenant's.
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

/** The stages of a replacement that are written down with a time. */
export type StageColumn = "fetchedAt" | "passwordShownAt" | "importedAt" | "firstUsedAt";

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
