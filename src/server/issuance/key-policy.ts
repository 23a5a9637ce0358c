import { parseCertificate } from "../../core/x509/certificate.ts";
import type { Authority } from "../authority/authority.ts";
import { findKeyHistory } from "../store/certificates/known-keys.ts";
import type { CertificateRow, StoreTransaction } from "../store/database/schema.ts";
import { keyFingerprint, type CertifiableKey } from "./certifiable-key.ts";
import { Refusal } from "./refusal.ts";

/**
 * Refuses a key that its holder is not to be certified with. Read in the transaction that issues: a key that is
 * blocked, or that somebody else is given a certificate for, before it counts.
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
    authority.issuing,
    ...authority.earlier.map(({ issuing }) => issuing),
  ];
  const keys = new Set(certificates.map((certificate) => keyFingerprint(parseCertificate(certificate).spki)));
  fingerprints.set(authority, keys);
  return keys;
}
