import { createHash, hash as hashOf } from "node:crypto";
import type { CertificateRow } from "../database/schema.ts";

/** The digest that an entry of the audit trail records for many certificates imported with their octets. */
export function digestOfTaken(rows: readonly TakenRecord[]): string {
  return digest(rows, ({ number, issuer, serial, tenant, cn, notBefore, notAfter, spkiSha256, der }) => [
    ...[number, issuer, serial, tenant, cn, notBefore, notAfter, spkiSha256],
    hashOf("sha256", der, "hex"),
  ]);
}

/** A certificate with its octets, as `digestOfTaken` covers it. */
export type TakenRecord = ListedRecord & Pick<CertificateRow, "notBefore" | "spkiSha256" | "der">;

/** The same for certificates of which only facts are known: it leaves out what the octets will add. */
export function digestOfListed(rows: readonly ListedRecord[]): string {
  return digest(rows, ({ number, issuer, serial, tenant, cn, notAfter }) => [number, issuer, serial, tenant, cn, notAfter]);
}

/** A certificate without its octets, as `digestOfListed` covers it. */
export type ListedRecord = Pick<CertificateRow, "number" | "issuer" | "serial" | "tenant" | "cn" | "notAfter">;

/** The same for imported revocations. */
export function digestOfRevocations(rows: readonly RevocationRecord[]): string {
  return digest(rows, ({ number, revocationNumber, revokedAt, revocationReason }) => [
    ...[number, revocationNumber, revokedAt, revocationReason],
  ]);
}

/** A revocation, as `digestOfRevocations` covers it. */
export type RevocationRecord = Pick<CertificateRow, "number" | "revocationNumber" | "revokedAt" | "revocationReason">;

function digest<Row>(rows: readonly Row[], facts: (row: Row) => readonly (string | number | null)[]): string {
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${JSON.stringify(facts(row))}\n`);
  return hash.digest("hex");
}
