import * as v from "valibot";

/** A certificate's serial number: upper-case hexadecimal, whole octets, 20 of them at most (RFC 5280, section 4.1.2.2). */
export const Serial = v.pipe(v.string(), v.regex(/^[0-9A-F]{2,40}$/));

/** The identifier of an issuer's key in hexadecimal: with the serial number, it identifies a certificate. */
export const Issuer = v.pipe(v.string(), v.regex(/^[0-9a-f]{2,128}$/));

/** A certificate's issuer and serial number; a service of an early version names no issuers. */
export interface CertificateIdentity {
  readonly issuer?: string | undefined;
  readonly serial: string;
}

/**
 * Whether two are the same certificate (RFC 5280, section 4.1.2.2): two authorities may have issued the same serial number.
 * If the issuer of one of them is not known, its serial number identifies it.
 *
 * @param one without a serial number if nothing is known of it
 */
export function isSameCertificate(one: Partial<CertificateIdentity>, other: CertificateIdentity): boolean {
  return one.serial === other.serial && (one.issuer ?? other.issuer) === (other.issuer ?? one.issuer);
}
