import type { CertificateRow, Store, StoreTransaction, UnboundCertificateRow } from "../database/schema.ts";
import type { ListedRecord, RevocationRecord, TakenRecord } from "./record-digest.ts";

/** The number of rows in one statement. */
const rowsAtOnce = 100;

/** A certificate to add that another program issued. */
export type TakenEntry = Pick<
  CertificateRow,
  "issuer" | "serial" | "tenant" | "cn" | "spkiSha256" | "notBefore" | "notAfter" | "der" | "issuedAt"
> &
  Pick<CertificateRow, "revokedAt" | "revocationReason" | "revocationNumber">;

/** Adds certificates that another program issued, in this order. */
export async function insertTaken(transaction: StoreTransaction, entries: readonly TakenEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += rowsAtOnce) {
    const part = entries.slice(start, start + rowsAtOnce);
    await transaction
      .insertInto("certificates")
      .values(part.map((entry) => ({ ...entry, predecessor: null, replaces: null })))
      .execute();
  }
}

/** The number of the newest certificate; 0 before the first. */
export async function newestNumber(store: Store): Promise<number> {
  const { number } = await store
    .selectFrom("certificates")
    .select((columns) => columns.fn.max<number | null>("number").as("number"))
    .executeTakeFirstOrThrow();
  return number ?? 0;
}

/** The numbers of certificates added after one, in order, by issuer and serial number. */
export async function readNumbersAfter(
  store: Store,
  number: number,
): Promise<Pick<CertificateRow, "number" | "issuer" | "serial">[]> {
  return await store
    .selectFrom("certificates")
    .select(["number", "issuer", "serial"])
    .where("number", ">", number)
    .orderBy("number")
    .execute();
}

/** The certificates with some serial numbers, of any issuer. */
export async function findBySerials(store: Store, serials: readonly string[]): Promise<CertificateRow[]> {
  if (serials.length === 0) return [];
  return await store.selectFrom("certificates").selectAll().where("serial", "in", serials).execute();
}

/** The certificates with numbers in a range, in order. */
export async function readTakenRange(store: Store, first: number, last: number): Promise<(ListedRecord & TakenRecord)[]> {
  return await store
    .selectFrom("certificates")
    .select(["number", "issuer", "serial", "tenant", "cn", "notBefore", "notAfter", "spkiSha256", "der"])
    .where("number", ">=", first)
    .where("number", "<=", last)
    .orderBy("number")
    .execute();
}

/** The revocations with numbers in a range, in order; by default up to the latest. */
export async function readRevocationRange(store: Store, first: number, last?: number): Promise<RevocationRecord[]> {
  return await store
    .selectFrom("certificates")
    .select(["number", "revocationNumber", "revokedAt", "revocationReason"])
    .where("revocationNumber", ">=", first)
    .$if(last !== undefined, (query) => query.where("revocationNumber", "<=", last ?? first))
    .orderBy("revocationNumber")
    .execute();
}

/** Records facts of certificates whose octets are unknown. */
export async function insertUnbound(transaction: StoreTransaction, rows: readonly UnboundCertificateRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await transaction
      .insertInto("unboundCertificates")
      .values(rows.slice(start, start + rowsAtOnce))
      .execute();
  }
}

/** What is known of a certificate whose octets are unknown; undefined if they are known. */
export async function findUnbound(store: Store, certificate: number): Promise<UnboundCertificateRow | undefined> {
  return await store.selectFrom("unboundCertificates").selectAll().where("certificate", "=", certificate).executeTakeFirst();
}

/** Records the octets of a certificate of which only facts were known. */
export async function recordOctets(
  transaction: StoreTransaction,
  number: number,
  octets: Pick<CertificateRow, "der" | "spkiSha256" | "notBefore" | "issuedAt">,
): Promise<void> {
  await transaction.updateTable("certificates").set(octets).where("number", "=", number).execute();
  await transaction.deleteFrom("unboundCertificates").where("certificate", "=", number).execute();
}
