import type { CertificateRow } from "../database/schema.ts";

/** Issuer and serial number, which identify a certificate (RFC 5280, section 4.1.2.2). */
export type CertificateIdentity = Pick<CertificateRow, "issuer" | "serial">;

/** The issuer and serial number alone. */
export function identityOf({ issuer, serial }: CertificateIdentity): CertificateIdentity {
  return { issuer, serial };
}

/** A certificate as the object of an entry of the audit trail, and in the log: `<issuer>/<serial>`. */
export function nameOf({ issuer, serial }: CertificateIdentity): string {
  return `${issuer}/${serial}`;
}

/** A certificate as the actor of an entry of the audit trail. */
export function actorOf(certificate: CertificateIdentity): string {
  return `certificate ${nameOf(certificate)}`;
}

/** The serial number in the object of an entry about a certificate. Early entries have nothing else. */
export function serialIn(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}
