import type { KeyKind } from "../../../core/key-kind.ts";
import type { ProductRules } from "../../settings/products.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { KeptKey } from "../../store/certificates/kept-keys.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import type { CertifiableKey } from "../certifiable-key.ts";
import { allowedKeyKinds } from "../key-policy.ts";

/** Where the key of a replacement is generated. The service's own keys are absent until they are. */
export type KeyOrigin =
  /** By the client, whose request proves possession of the private key. */
  | { readonly kind: "client"; readonly key: CertifiableKey }
  /** By the service, for a single response: the private key is not stored. */
  | { readonly kind: "service"; readonly key?: CertifiableKey }
  /** By the service, which stores it sealed; `pending` is the stored key of the pending replacement. */
  | { readonly kind: "service-stored"; readonly pending: KeptKey | undefined; readonly key?: CertifiableKey };

/** The kind of key that the service stores: the only one that all clients of its .p12 files can read. */
export const storedKeyKind: KeyKind = "RSA-2048";

/** The kinds of key that a replacement may have, the preferred one first. */
export function keyKindsFor({ kind }: KeyOrigin, predecessor: HeldCertificate, product: ProductRules): readonly KeyKind[] {
  return kind === "service-stored" ? [storedKeyKind] : allowedKeyKinds(predecessor, product);
}

/** Whether a request repeats the one that a pending replacement was issued for, so that it is given the same certificate. */
export function isRepeated(origin: KeyOrigin, pending: CertificateRow): boolean {
  switch (origin.kind) {
    case "client":
      return pending.spkiSha256 === origin.key.fingerprint;
    case "service":
      return false;
    case "service-stored":
      return pending.number === origin.pending?.certificate;
  }
}
