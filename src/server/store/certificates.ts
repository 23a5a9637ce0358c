import type { CertificateEntry, CertificateRow, Store, TenantRow } from "./schema.ts";

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

/** Marks a certificate as revoked; it no longer counts as anybody's replacement. */
export async function markRevoked(store: Store, serial: string, reason: string, at: number): Promise<void> {
  await store
    .updateTable("certificates")
    .set({ revoked_at: at, revocation_reason: reason, replaces: null })
    .where("serial", "=", serial)
    .execute();
}
