import type { KeyObject } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { readCaCertificate, type CaCertificate } from "./ca-certificate.ts";

/**
 * An authority whose certificates renew here although the service does not have its key: one that existed before, or that
 * others keep.
 */
export interface AdoptedAuthority {
  /** Its certificate, DER. */
  readonly certificate: Bytes;
  /** Its Name, DER. */
  readonly issuerName: Bytes;
  readonly issuerKeyIdentifier: Bytes;
  readonly publicKey: KeyObject;
  readonly notAfter: Date;
}

/**
 * Loads an adopted authority from the data folder.
 *
 * @throws OperatorError as `readCaCertificate`
 */
export async function loadAdopted(path: string): Promise<AdoptedAuthority> {
  return asAdopted(await readCaCertificate(path));
}

/** A CA certificate as that of an adopted authority. */
export function asAdopted({ der, name, keyIdentifier, notAfter, x509 }: CaCertificate): AdoptedAuthority {
  return { certificate: der, issuerName: name, issuerKeyIdentifier: keyIdentifier, publicKey: x509.publicKey, notAfter };
}
