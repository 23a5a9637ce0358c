import type { KeyKind } from "../../core/key-kind.ts";
import type { Product } from "../settings/settings.ts";
import type { HeldCertificate } from "../store/certificates/certificates.ts";

/** The kinds of key that a certificate's replacement may have, the tenant's own first. */
export function allowedKeyKinds({ key_kind }: Pick<HeldCertificate, "key_kind">, { furtherKeyKinds }: Product): readonly KeyKind[] {
  return [...new Set([key_kind, ...furtherKeyKinds])];
}
