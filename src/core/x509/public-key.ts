import type { Bytes } from "../bytes.ts";
import { enterDer } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { KoshinError } from "../errors.ts";
import { isCurve, keyKinds, type CurveKind, type KeyKind } from "../key-kind.ts";

const rsaEncryption = "1.2.840.113549.1.1.1";
const ecPublicKey = "1.2.840.10045.2.1";
const ed25519 = "1.3.101.112";
const curves = new Map([
  ["1.2.840.10045.3.1.7", "P-256"],
  ["1.3.132.0.34", "P-384"],
  ["1.3.132.0.35", "P-521"],
]);

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
    case ecPublicKey: {
      // Parameters that are not an OID describe a custom curve.
      if (!algorithm.startsWith(tag.oid)) return undefined;
      const curve = curves.get(algorithm.oid());
      algorithm.end();
      return curveKind(curve, key);
    }
    case rsaEncryption: {
      if (algorithm.next(tag.null).content.length > 0) throw new KoshinError("der-malformed");
      algorithm.end();
      const bits = bitLength(readRsaKey(key).modulus);
      return keyKinds.find((kind) => kind === `RSA-${bits}`);
    }
    default:
      return undefined;
  }
}

/** The octets of an uncompressed point (SEC 1, section 2.3.3). */
const pointLengths: Readonly<Record<CurveKind, number>> = { "P-256": 65, "P-384": 97 };

function curveKind(curve: string | undefined, point: Uint8Array): KeyKind | undefined {
  const kind = keyKinds.filter(isCurve).find((each) => each === curve);
  return kind !== undefined && point.length === pointLengths[kind] && point[0] === 4 ? kind : undefined;
}

/** The algorithm of a public key for signatures, as WebCrypto names it. */
export type SigningAlgorithm =
  | { readonly name: "ECDSA"; readonly namedCurve: string }
  | { readonly name: "RSASSA-PKCS1-v1_5"; readonly bits: number }
  | { readonly name: "Ed25519" };

/**
 * The algorithm of a public key (SubjectPublicKeyInfo), among those that WebCrypto supports.
 *
 * @returns undefined for other kinds and curves
 * @throws KoshinError `der-malformed`
 */
export function signingAlgorithm(spki: Bytes): SigningAlgorithm | undefined {
  const info = enterDer(spki);
  const algorithm = info.enter();
  const type = algorithm.oid();
  if (type === ed25519) return { name: "Ed25519" };
  if (type === rsaEncryption) return { name: "RSASSA-PKCS1-v1_5", bits: bitLength(readRsaKey(info.bits()).modulus) };
  const namedCurve = type === ecPublicKey && algorithm.startsWith(tag.oid) ? curves.get(algorithm.oid()) : undefined;
  return namedCurve === undefined ? undefined : { name: "ECDSA", namedCurve };
}

/** Whether certificates with keys of this algorithm can be renewed with a key that the service generates. */
export function isRenewableKey(algorithm: SigningAlgorithm | undefined): boolean {
  switch (algorithm?.name) {
    case "ECDSA":
      return true;
    case "RSASSA-PKCS1-v1_5":
      return algorithm.bits >= 2048 && algorithm.bits <= 4096;
    case "Ed25519":
    case undefined:
      return false;
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
