import { createHash } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { enterDer } from "../../../core/der/read.ts";
import { tag } from "../../../core/der/tag.ts";

/**
 * The identifier of a public key: the first 160 bits of the SHA-256 of its bits (RFC 7093, section 2, method 1).
 *
 * @param spki SubjectPublicKeyInfo, DER
 * @throws KoshinError `der-malformed`
 */
export function keyIdentifier(spki: Bytes): Bytes {
  return new Uint8Array(createHash("sha256").update(publicKeyBits(spki)).digest().subarray(0, 20));
}

/**
 * The bits of a public key, which its identifiers and the requests of OCSP are hashes of.
 *
 * @param spki SubjectPublicKeyInfo, DER
 * @throws KoshinError `der-malformed`
 */
export function publicKeyBits(spki: Bytes): Bytes {
  const info = enterDer(spki);
  info.next(tag.sequence);
  return info.bits();
}
