import type { KeyKind } from "../../core/key-kind.ts";
import { parseCertificate } from "../../core/x509/certificate.ts";
import type { Authority } from "../authority/authority.ts";
import type { ProductRules } from "../settings/products.ts";
import type { HeldCertificate } from "../store/certificates/certificates.ts";
import { findKeyHistory } from "../store/certificates/known-keys.ts";
import type { CertificateRow, StoreTransaction } from "../store/database/schema.ts";
import { keyFingerprint, type CertifiableKey } from "./certifiable-key.ts";
import { Refusal } from "./refusal.ts";

/** The kinds of key that a certificate's replacement may have, the tenant's own first. */
export function allowedKeyKinds(
  { keyKind }: Pick<HeldCertificate, "keyKind">,
  { furtherKeyKinds }: ProductRules,
): readonly KeyKind[] {
  return [...new Set([keyKind, ...furtherKeyKinds])];
}

/**
 * Refuses a key of a kind that is not allowed.
 *
 * @param allowed the preferred one first
 * @throws Refusal `request-key-not-allowed`, which names them
 */
export function requireKeyKind(keyKind: KeyKind | undefined, allowed: readonly KeyKind[]): KeyKind {
  if (keyKind !== undefined && allowed.includes(keyKind)) return keyKind;
  throw new Refusal("request-key-not-allowed", { keyKinds: allowed });
}

/**
 * Refuses a key that its holder must not have a certificate for. Read in the transaction that issues, so that a key that
 * was blocked or certified for somebody else before it is refused.
 *
 * @throws Refusal `request-key-blocked`, `request-key-taken`, `request-key-reused`
 */
export async function refuseUnfitKey(
  authority: Authority,
  transaction: StoreTransaction,
  { fingerprint }: CertifiableKey,
  holder: Pick<CertificateRow, "tenant" | "cn">,
): Promise<void> {
  if (keysOf(authority).has(fingerprint)) throw new Refusal("request-key-taken");
  const { blocked, taken, reused, sameKey } = await findKeyHistory(transaction, fingerprint, holder);
  if (blocked) throw new Refusal("request-key-blocked");
  if (taken) throw new Refusal("request-key-taken");
  if (reused && sameKey === "refused") throw new Refusal("request-key-reused");
}

const fingerprints = new WeakMap<Authority, ReadonlySet<string>>();

/** The keys of the authorities themselves. */
function keysOf(authority: Authority): ReadonlySet<string> {
  const known = fingerprints.get(authority);
  if (known !== undefined) return known;
  const certificates = [
    authority.root,
    ...authority.otherRoots,
    ...[authority, ...authority.earlier].flatMap(({ issuing, above }) => [issuing, ...above.map(({ der }) => der)]),
    ...authority.adopted.map(({ certificate }) => certificate),
  ];
  const keys = new Set(certificates.map((certificate) => keyFingerprint(parseCertificate(certificate).spki)));
  fingerprints.set(authority, keys);
  return keys;
}
