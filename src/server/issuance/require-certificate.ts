import { OperatorError } from "../system/operator-error.ts";
import { findHeldCertificate, type HeldCertificate } from "../store/certificates/certificates.ts";
import type { Store } from "../store/database/schema.ts";

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
