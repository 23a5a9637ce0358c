import { findHeldBySerial, type HeldCertificate } from "../store/certificates/certificates.ts";
import type { CertificateRow, Store } from "../store/database/schema.ts";
import { findNewestCertificate } from "../store/renewals/recovery-codes.ts";
import { OperatorError } from "../system/operator-error.ts";
import { requireTenant } from "./tenants.ts";

/** A certificate as an operator names it. */
export interface NamedCertificate {
  /** Upper-case hexadecimal. */
  readonly serial: string;
  /** The identifier of its issuer; needed only if several have issued one with this serial number. */
  readonly issuer?: string | undefined;
}

/** A certificate as somebody names it who acts for one tenant only; without it, for all. */
export type NamedWithin = NamedCertificate & { readonly tenant?: string };

/**
 * The certificate that an operator names by its serial number.
 *
 * @throws OperatorError `certificate-unknown`, `certificate-ambiguous`
 */
export async function requireCertificate(store: Store, { serial, issuer, tenant }: NamedWithin): Promise<HeldCertificate> {
  const known = await findHeldBySerial(store, serial);
  const found = known.filter((each) => tenant === undefined || each.tenant === tenant);
  const [certificate, ...others] = found.filter((each) => issuer === undefined || each.issuer === issuer);
  if (certificate === undefined) {
    const by = issuer === undefined ? "" : ` and the issuer ${issuer}`;
    throw new OperatorError("certificate-unknown", `No certificate has the serial ${serial}${by}. Check the digits.`);
  }
  if (others.length === 0) return certificate;
  const issuers = found.map((each) => `${each.issuer} (${each.cn} of ${each.tenant})`).join(", ");
  const sentence = `Several authorities have issued a certificate with the serial ${serial}. Name one with --issuer: ${issuers}.`;
  throw new OperatorError("certificate-ambiguous", sentence);
}

/**
 * The newest certificate of a person or program who has had one, one that is not revoked if there is any.
 *
 * @throws OperatorError `tenant-unknown`, `certificate-unknown`
 */
export async function requirePerson(store: Store, { tenant, cn }: Pick<CertificateRow, "tenant" | "cn">): Promise<CertificateRow> {
  await requireTenant(store, tenant);
  const newest = await findNewestCertificate(store, { tenant, cn });
  if (newest !== undefined) return newest;
  const sentence = `Nobody in tenant ${tenant} has had a certificate as "${cn}". koshin list certificates --tenant ${tenant} lists the names; koshin issue issues a first certificate.`;
  throw new OperatorError("certificate-unknown", sentence);
}
