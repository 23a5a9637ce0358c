import type { X509Certificate } from "node:crypto";
import type { AdoptedAuthority } from "./adopted-authority.ts";
import type { Authority, IssuingAuthority } from "./authority.ts";

/** An authority whose certificates are accepted: the service's own, an earlier one, or an adopted one. */
export type CertifyingAuthority = Pick<IssuingAuthority | AdoptedAuthority, "issuerName" | "issuerKeyIdentifier" | "publicKey">;

/** Whether one of them has signed a certificate. */
export function isCertified(authority: Authority, certificate: X509Certificate): boolean {
  return certifyingAuthorities(authority).some(({ publicKey }) => certificate.verify(publicKey));
}

/** Every authority whose certificates are accepted, the current one first. */
export function certifyingAuthorities(authority: Authority): readonly CertifyingAuthority[] {
  return [authority, ...authority.earlier, ...authority.adopted];
}
