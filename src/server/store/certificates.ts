import type { CertificateEntry, CertificateRow, Store, StoreTransaction, TenantRow } from "./schema.ts";

/** A certificate with what its tenant says about it. */
export type HeldCertificate = CertificateRow & Pick<TenantRow, "product" | "key_kind" | "closed_at" | "retire_after_days">;

/** The certificate with this serial, and its tenant. */
export async function findHeldCertificate(store: Store, serial: string): Promise<HeldCertificate | undefined> {
  return await store
    .selectFrom("certificates")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .selectAll("certificates")
    .select(["tenants.product", "tenants.key_kind", "tenants.closed_at", "tenants.retire_after_days"])
    .where("certificates.serial", "=", serial)
    .executeTakeFirst();
}

/** Adds a certificate and returns its number. */
export async function insertCertificate(store: Store, certificate: CertificateEntry): Promise<number> {
  const { number } = await store
    .insertInto("certificates")
    .values(certificate)
    .returning("number")
    .executeTakeFirstOrThrow();
  return number;
}

/**
 * Marks a certificate as revoked; it no longer counts as anybody's replacement. Its own replacement, where it has one,
 * counts as that of the certificate before: otherwise that one would be renewed beside it.
 */
export async function markRevoked(
  transaction: StoreTransaction,
  serial: string,
  reason: NonNullable<CertificateRow["revocation_reason"]>,
  at: number,
): Promise<void> {
  const revoked = await transaction
    .selectFrom("certificates")
    .select("replaces")
    .where("serial", "=", serial)
    .executeTakeFirstOrThrow();
  await transaction
    .updateTable("certificates")
    .set({ revoked_at: at, revocation_reason: reason, replaces: null })
    .where("serial", "=", serial)
    .execute();
  await transaction
    .updateTable("certificates")
    .set({ replaces: revoked.replaces })
    .where("replaces", "=", serial)
    .execute();
}
