import type { Bytes } from "./bytes.ts";
import { enterDer } from "./der/read.ts";
import { tag } from "./der/tag.ts";
import type { KeyKind } from "./key-kind.ts";

const rsaEncryption = "1.2.840.113549.1.1.1";
const ecPublicKey = "1.2.840.10045.2.1";
const prime256v1 = "1.2.840.10045.3.1.7";

/**
 * The kind of a public key, from its SubjectPublicKeyInfo (RFC 3279, section 2.3; RFC 5480).
 *
 * @returns undefined for other kinds, lengths and curves, for compressed points, and for an RSA exponent that is even
 * or below 65537
 * @throws KoshinError `der-malformed`
 */
export function publicKeyKind(spki: Bytes): KeyKind | undefined {
  const info = enterDer(spki);
  const algorithm = info.enter();
  const key = info.bits();
  info.end();
  switch (algorithm.oid()) {
    case ecPublicKey:
      // Parameters that are not a named curve's identifier describe a curve of their own.
      if (!algorithm.startsWith(tag.oid) || algorithm.oid() !== prime256v1) return undefined;
      return key.length === 65 && key[0] === 4 ? "P-256" : undefined;
    case rsaEncryption:
      return isRsa2048(key) ? "RSA-2048" : undefined;
    default:
      return undefined;
  }
}

function isRsa2048(key: Bytes): boolean {
  const numbers = enterDer(key);
  const modulus = numbers.unsigned();
  const exponent = numbers.unsigned();
  numbers.end();
  const odd = (number: Uint8Array): boolean => ((number.at(-1) ?? 0) & 1) === 1;
  return modulus.length === 256 && (modulus[0] ?? 0) > 127 && odd(modulus) && exponent.length > 2 && odd(exponent);
}
