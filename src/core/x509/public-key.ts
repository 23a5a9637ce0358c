import type { Bytes } from "../bytes.ts";
import { enterDer } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { KoshinError } from "../errors.ts";
import type { KeyKind } from "../key-kind.ts";

const rsaEncryption = "1.2.840.113549.1.1.1";
const ecPublicKey = "1.2.840.10045.2.1";
const prime256v1 = "1.2.840.10045.3.1.7";

/**
 * The kind of a public key, from its SubjectPublicKeyInfo (RFC 3279, section 2.3; RFC 5480). Whether the key is safe is
 * checked elsewhere. Each key has exactly one encoding, so that its hash identifies it: RSA with NULL parameters and EC
 * with nothing after the curve, as the RFCs require.
 *
 * @returns undefined for other kinds, lengths and curves, and for compressed points
 * @throws KoshinError `der-malformed`
 */
export function publicKeyKind(spki: Bytes): KeyKind | undefined {
  const info = enterDer(spki);
  const algorithm = info.enter();
  const key = info.bits();
  info.end();
  switch (algorithm.oid()) {
    case ecPublicKey:
      // Parameters that are not an OID describe a custom curve.
      if (!algorithm.startsWith(tag.oid) || algorithm.oid() !== prime256v1) return undefined;
      algorithm.end();
      return key.length === 65 && key[0] === 4 ? "P-256" : undefined;
    case rsaEncryption:
      if (algorithm.next(tag.null).content.length > 0) throw new KoshinError("der-malformed");
      algorithm.end();
      return bitLength(readRsaKey(key).modulus) === 2048 ? "RSA-2048" : undefined;
    default:
      return undefined;
  }
}

/** The numbers of an RSA public key, as magnitudes. */
export interface RsaNumbers {
  readonly modulus: Bytes;
  readonly exponent: Bytes;
}

/**
 * Reads an RSAPublicKey (RFC 8017, appendix A.1.1).
 *
 * @throws KoshinError `der-malformed`
 */
export function readRsaKey(key: Bytes): RsaNumbers {
  const numbers = enterDer(key);
  const modulus = numbers.unsigned();
  const exponent = numbers.unsigned();
  numbers.end();
  return { modulus, exponent };
}

function bitLength(magnitude: Bytes): number {
  return 8 * magnitude.length - (Math.clz32(magnitude[0] ?? 0) - 24);
}
