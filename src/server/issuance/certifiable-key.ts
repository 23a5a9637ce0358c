import { hash } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { enterDer } from "../../core/der/read.ts";
import { tag } from "../../core/der/tag.ts";
import { isCurve, type KeyKind } from "../../core/key-kind.ts";
import { readRsaKey } from "../../core/x509/public-key.ts";
import { isWeakEcKey } from "./keys/weak-ec-key.ts";
import { isWeakRsaKey } from "./keys/weak-rsa-key.ts";
import { Refusal } from "./refusal.ts";

/** A public key without known weaknesses. Certificates are issued only for such keys. */
export class CertifiableKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly keyKind: KeyKind;
  readonly #fingerprint: string;

  private constructor(spki: Bytes, keyKind: KeyKind) {
    this.spki = spki;
    this.keyKind = keyKind;
    this.#fingerprint = keyFingerprint(spki);
  }

  /**
   * Checks a key for known weaknesses.
   *
   * @param spki SubjectPublicKeyInfo, DER, of that kind
   * @throws Refusal `request-key-unsafe`
   */
  static examine(spki: Bytes, keyKind: KeyKind): CertifiableKey {
    if (isWeak(spki, keyKind)) throw new Refusal("request-key-unsafe");
    return new CertifiableKey(spki, keyKind);
  }

  get fingerprint(): string {
    return this.#fingerprint;
  }
}

/** The SHA-256 of a SubjectPublicKeyInfo, in upper-case hexadecimal, by which the service recognises a key. */
export function keyFingerprint(spki: Uint8Array): string {
  return hash("sha256", spki, "hex").toUpperCase();
}

function isWeak(spki: Bytes, keyKind: KeyKind): boolean {
  const info = enterDer(spki);
  info.next(tag.sequence);
  const key = info.bits();
  return isCurve(keyKind) ? isWeakEcKey(keyKind, key) : isWeakRsaKey(readRsaKey(key));
}
