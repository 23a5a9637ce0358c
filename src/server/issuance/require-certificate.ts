import { findHeldCertificate, type HeldCertificate } from "../store/certificates/certificates.ts";
import { findNewestCertificate } from "../store/certificates/recovery-codes.ts";
import type { CertificateRow, Store } from "../store/database/schema.ts";
import { OperatorError } from "../system/operator-error.ts";
import { requireTenant } from "./tenants.ts";

/**
 * The certificate that an operator names by its serial number.
 *
 * @param serial upper-case hexadecimal
 * @throws OperatorError `certificate-unknown`
 */
export async function requireCertificate(store: Store, serial: string): Promise<HeldCertificate> {
  const certificate = await findHeldCertificate(store, serial);
  if (certificate !== undefined) return certificate;
  throw new OperatorError("certificate-unknown", `No certificate has the serial ${serial}. Check its digits.`);
}

/**
 * Checks that a person or program has had a certificate.
 *
 * @throws OperatorError `tenant-unknown`, `certificate-unknown`
 */
export async function requirePerson(store: Store, { tenant, cn }: Pick<CertificateRow, "tenant" | "cn">): Promise<void> {
  await requireTenant(store, tenant);
  if ((await findNewestCertificate(store, { tenant, cn })) !== undefined) return;
  const sentence = `Nobody in tenant ${tenant} has had a certificate as "${cn}". koshin list certificates --tenant ${tenant} lists the names; koshin issue issues a first certificate.`;
  throw new OperatorError("certificate-unknown", sentence);
}
