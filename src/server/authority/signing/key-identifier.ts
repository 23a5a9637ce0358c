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
  const info = enterDer(spki);
  info.next(tag.sequence);
  return new Uint8Array(createHash("sha256").update(info.bits()).digest().subarray(0, 20));
}
