import type { CertificateIdentity } from "../certificates/certificate-name.ts";
import type { CertificateRow, Store, TenantRow } from "../database/schema.ts";

/** A tenant whose renewed certificates are retired, with the number of days after which this happens. */
export type RetiringTenant = Pick<TenantRow, "name"> & { readonly retireAfterDays: number };

/** The tenants whose renewed certificates are retired. */
export async function retiringTenants(store: Store): Promise<RetiringTenant[]> {
  return await store
    .selectFrom("tenants")
    .select(["name", "retireAfterDays"])
    .where("retireAfterDays", "is not", null)
    .$narrowType<{ retireAfterDays: number }>()
    .execute();
}

/** A renewed certificate that is still valid, and its replacement, which is in use. */
export interface Renewed {
  readonly renewed: CertificateIdentity & Pick<CertificateRow, "number">;
  readonly replacement: CertificateIdentity;
}

/**
 * Certificates of a tenant that are neither revoked nor expired, and whose replacement was first used before a moment.
 *
 * @param usedUntil the latest first use
 */
export async function findRetirable(
  store: Store,
  tenant: string,
  { usedUntil, now, limit }: { readonly usedUntil: number; readonly now: number; readonly limit: number },
): Promise<Renewed[]> {
  const rows = await store
    .selectFrom("certificates as replacement")
    .innerJoin("certificates as renewed", "renewed.number", "replacement.replaces")
    .select(["renewed.number", "renewed.issuer", "renewed.serial"])
    .select(["replacement.issuer as replacementIssuer", "replacement.serial as replacementSerial"])
    .where("replacement.tenant", "=", tenant)
    .where("replacement.replaces", "is not", null)
    .where("replacement.firstUsedAt", "<=", usedUntil)
    .where("renewed.notAfter", ">=", now)
    .orderBy("replacement.firstUsedAt")
    .limit(limit)
    .execute();
  return rows.map(({ replacementIssuer, replacementSerial, ...renewed }) => ({
    renewed,
    replacement: { issuer: replacementIssuer, serial: replacementSerial },
  }));
}
