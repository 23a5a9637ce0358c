import type { CertificateRow, RevocationListRow, Store, StoreTransaction, UnknownRevocationRow } from "../database/schema.ts";
import type { CertificateIdentity } from "./certificate-name.ts";

/** A certificate in a revocation list. */
export type RevokedCertificate = Pick<CertificateRow, "serial" | "notAfter"> & {
  readonly revokedAt: number;
  readonly revocationReason: NonNullable<CertificateRow["revocationReason"]>;
};

/** The number of the latest revocation; 0 before the first. */
export async function latestRevocation(store: Store): Promise<number> {
  const { number } = await store
    .selectFrom("certificates")
    .select((columns) => columns.fn.max("revocationNumber").as("number"))
    .where("revocationNumber", "is not", null)
    .executeTakeFirstOrThrow();
  return number ?? 0;
}

/** The latest revocation list of an authority. */
export async function findRevocationList(store: Store, issuer: string): Promise<RevocationListRow | undefined> {
  return await store.selectFrom("revocationLists").selectAll().where("issuer", "=", issuer).executeTakeFirst();
}

/**
 * Stores a revocation list, which replaces the previous one, unless another process has replaced that already, or marked it
 * as outdated meanwhile.
 *
 * @param previous the list that was the latest when this one was begun, if any
 * @returns whether it was stored
 */
export async function keepRevocationList(
  store: Store,
  list: RevocationListRow,
  previous: Pick<RevocationListRow, "number" | "revocations"> | undefined,
): Promise<boolean> {
  const { number = 0, revocations = 0 } = previous ?? {};
  const { numInsertedOrUpdatedRows = 0n } = await store
    .insertInto("revocationLists")
    .values(list)
    .onConflict((conflict) =>
      conflict
        .column("issuer")
        .doUpdateSet(list)
        .where("revocationLists.number", "=", number)
        .where("revocationLists.revocations", "=", revocations),
    )
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}

/**
 * A page of the revoked certificates of some authorities that expire after a moment, in the order of their revocation.
 */
export async function readRevoked(
  store: Store,
  { issuers, endsAfter, after, limit }: { issuers: ReadonlySet<string>; endsAfter: number; after: number; limit: number },
): Promise<{ readonly number: number; readonly certificate: RevokedCertificate | undefined }[]> {
  const rows = await store
    .selectFrom("certificates")
    .select(["revocationNumber", "issuer", "serial", "notAfter", "revokedAt", "revocationReason"])
    .where("revocationNumber", ">", after)
    .orderBy("revocationNumber")
    .limit(limit)
    .execute();
  return rows.map(({ revocationNumber, issuer, serial, notAfter, revokedAt, revocationReason }) => ({
    number: revocationNumber ?? 0,
    certificate:
      notAfter > endsAfter && issuers.has(issuer) && revokedAt !== null
        ? { serial, notAfter, revokedAt, revocationReason: revocationReason ?? "unspecified" }
        : undefined,
  }));
}

/**
 * Marks every authority's revocation list as outdated, so that the next request makes a new one. Each mark differs from the
 * one before, for who is making a list.
 */
export async function outdateRevocationLists(store: Store): Promise<void> {
  await store
    .updateTable("revocationLists")
    .set(({ eb }) => ({
      revocations: eb
        .case()
        .when("revocations", "<", 0)
        .then(eb("revocations", "-", 1))
        .else(-1)
        .end(),
    }))
    .execute();
}

/** Stores a revocation list, whatever was stored before. */
export async function replaceRevocationList(transaction: StoreTransaction, list: RevocationListRow): Promise<void> {
  await transaction
    .insertInto("revocationLists")
    .values(list)
    .onConflict((conflict) => conflict.column("issuer").doUpdateSet(list))
    .execute();
}

/**
 * Whether an authority's list with this number is the stored one, and has not been marked as outdated. It can be
 * outdated although no certificate has been revoked since, because certificates that the database does not know are
 * listed, too.
 */
export async function isLatestList(
  store: Store,
  { issuer, number }: Pick<RevocationListRow, "issuer" | "number">,
): Promise<boolean> {
  const list = await store
    .selectFrom("revocationLists")
    .select(["number", "revocations"])
    .where("issuer", "=", issuer)
    .executeTakeFirst();
  return list?.number === number && list.revocations >= 0;
}

/** Adds certificates that the database does not know to the lists; existing entries are not changed. */
export async function keepUnknownRevocations(store: Store, revocations: readonly UnknownRevocationRow[]): Promise<void> {
  if (revocations.length === 0) return;
  await store
    .insertInto("unknownRevocations")
    .values(revocations)
    .onConflict((conflict) => conflict.columns(["issuer", "serial"]).doNothing())
    .execute();
}

/**
 * The same for many certificates, some of which may be known.
 *
 * @returns the number of those that were added
 */
export async function addUnknownRevocations(store: Store, revocations: readonly UnknownRevocationRow[]): Promise<number> {
  if (revocations.length === 0) return 0;
  const { numInsertedOrUpdatedRows = 0n } = await store
    .insertInto("unknownRevocations")
    .values(revocations)
    .onConflict((conflict) => conflict.columns(["issuer", "serial"]).doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
}

/** Records that the keys of revoked certificates which the database does not know are compromised, whatever was known. */
export async function markUnknownAsCompromised(store: Store, issuer: string, serials: readonly string[]): Promise<void> {
  if (serials.length === 0) return;
  await store
    .updateTable("unknownRevocations")
    .set({ revocationReason: "key-compromise" })
    .where("issuer", "=", issuer)
    .where("serial", "in", serials)
    .execute();
}

/** The revoked certificates of an authority that the database does not know; their expiry is unknown. */
export async function readUnknownRevocations(store: Store, issuer: string): Promise<UnknownRevocationRow[]> {
  return await store.selectFrom("unknownRevocations").selectAll().where("issuer", "=", issuer).orderBy("serial").execute();
}

/** The revocations of certificates that the database does not know, by serial numbers. */
export async function findUnknownRevocations(store: Store, serials: readonly string[]): Promise<UnknownRevocationRow[]> {
  if (serials.length === 0) return [];
  return await store.selectFrom("unknownRevocations").selectAll().where("serial", "in", serials).execute();
}

/** Removes the revocation of a certificate that is being added to the database. */
export async function removeUnknownRevocation(store: Store, { issuer, serial }: CertificateIdentity): Promise<void> {
  await store.deleteFrom("unknownRevocations").where("issuer", "=", issuer).where("serial", "=", serial).execute();
}

/** The number of revocations of certificates that the database does not know. */
export async function countUnknownRevocations(store: Store): Promise<number> {
  const { count } = await store
    .selectFrom("unknownRevocations")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}
