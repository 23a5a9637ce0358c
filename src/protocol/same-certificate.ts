/** A certificate's issuer and serial number; a service of an early version names no issuers. */
export interface CertificateIdentity {
  readonly issuer?: string | undefined;
  readonly serial: string;
}

/**
 * Whether two identities are of the same certificate (RFC 5280, section 4.1.2.2): two authorities may have issued the
 * same serial number. If the issuer of one of them is not known, its serial number identifies it.
 *
 * @param one without a serial number if it is unknown
 */
export function isSameCertificate(one: Partial<CertificateIdentity>, other: CertificateIdentity): boolean {
  return one.serial === other.serial && (one.issuer ?? other.issuer) === (other.issuer ?? one.issuer);
}
