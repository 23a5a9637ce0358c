import { prepared } from "./prepared.ts";
import type { CertificateRow, Store } from "./schema.ts";

/** The replacement of a certificate that is not revoked, used or not. */
export async function findReplacement(store: Store, predecessor: string): Promise<CertificateRow | undefined> {
  const [replacement] = await byPredecessor(store, predecessor);
  return replacement;
}

const byPredecessor = prepared((store, predecessor: string) =>
  store.selectFrom("certificates").selectAll().where("replaces", "=", predecessor),
);

/** How many replacements a certificate was given since a moment, revoked ones too. */
export async function countReplacementsSince(store: Store, predecessor: string, since: number): Promise<number> {
  const { count } = await store
    .selectFrom("certificates")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .where("predecessor", "=", predecessor)
    .where("issued_at", ">", since)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether a tenant was given so many certificates since a moment, revoked ones too. */
export async function hasIssuedSince(store: Store, tenant: string, since: number, count: number): Promise<boolean> {
  const recent = store.selectFrom("certificates").where("tenant", "=", tenant).where("issued_at", ">", since);
  const last = recent.select("issued_at").orderBy("issued_at").limit(1).offset(count - 1);
  return (await last.executeTakeFirst()) !== undefined;
}

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
