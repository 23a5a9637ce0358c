import type { CertificateRow, RevocationListRow, Store } from "./schema.ts";

/** What a revocation list says of a certificate. */
export type RevokedCertificate = Pick<CertificateRow, "serial" | "not_after"> & {
  readonly revoked_at: number;
  readonly revocation_reason: NonNullable<CertificateRow["revocation_reason"]>;
};

/** The number of the latest revocation; 0 before the first. */
export async function latestRevocation(store: Store): Promise<number> {
  const { number } = await store
    .selectFrom("certificates")
    .select((columns) => columns.fn.max("revocation_number").as("number"))
    .where("revocation_number", "is not", null)
    .executeTakeFirstOrThrow();
  return number ?? 0;
}

/** The revocation list of an authority that was made last. */
export async function findRevocationList(store: Store, issuer: string): Promise<RevocationListRow | undefined> {
  return await store.selectFrom("revocation_lists").selectAll().where("issuer", "=", issuer).executeTakeFirst();
}

/**
 * Keeps a revocation list in place of the one before, unless somebody else was faster to do so.
 *
 * @param previous the number of the list before; 0 for the first
 * @returns whether it is kept
 */
export async function keepRevocationList(store: Store, list: RevocationListRow, previous: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await store
    .insertInto("revocation_lists")
    .values(list)
    .onConflict((conflict) =>
      conflict
        .column("issuer")
        .doUpdateSet(list)
        .where("revocation_lists.number", "=", previous),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}

/**
 * The revoked certificates of an authority that end after a moment, in the order of their revocation, a page of them.
 * A certificate from before issuers were written down is on every authority's list.
 */
export async function readRevoked(
  store: Store,
  { issuer, endsAfter, after, limit }: { issuer: string; endsAfter: number; after: number; limit: number },
): Promise<{ readonly number: number; readonly certificate: RevokedCertificate | undefined }[]> {
  const rows = await store
    .selectFrom("certificates")
    .select(["revocation_number", "issuer", "serial", "not_after", "revoked_at", "revocation_reason"])
    .where("revocation_number", ">", after)
    .orderBy("revocation_number")
    .limit(limit)
    .execute();
  return rows.map(({ revocation_number, issuer: by, serial, not_after, revoked_at, revocation_reason }) => ({
    number: revocation_number ?? 0,
    certificate:
      not_after > endsAfter && (by ?? issuer) === issuer && revoked_at !== null
        ? { serial, not_after, revoked_at, revocation_reason: revocation_reason ?? "unspecified" }
        : undefined,
  }));
}
