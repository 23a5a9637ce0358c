import { concat, type Bytes } from "../bytes.ts";
import { enterDer } from "../der/read.ts";
import { integer, sequence } from "../der/write.ts";
import { KoshinError } from "../errors.ts";

/** A signature algorithm, as WebCrypto names it. */
export interface SignatureAlgorithm {
  readonly name: "ECDSA" | "RSASSA-PKCS1-v1_5";
  readonly hash: "SHA-256" | "SHA-384" | "SHA-512";
}

const algorithms = new Map<string, SignatureAlgorithm>([
  ["1.2.840.10045.4.3.2", { name: "ECDSA", hash: "SHA-256" }],
  ["1.2.840.10045.4.3.3", { name: "ECDSA", hash: "SHA-384" }],
  ["1.2.840.10045.4.3.4", { name: "ECDSA", hash: "SHA-512" }],
  ["1.2.840.113549.1.1.11", { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }],
  ["1.2.840.113549.1.1.12", { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" }],
  ["1.2.840.113549.1.1.13", { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" }],
]);

/**
 * The signature algorithm of an OID (RFC 5758, section 3.2; RFC 4055, section 5); undefined for any other, including
 * SHA-1.
 */
export function signatureAlgorithm(oid: string): SignatureAlgorithm | undefined {
  return algorithms.get(oid);
}

/**
 * Converts an ECDSA signature from WebCrypto's two numbers of equal length to the form used in X.509 (RFC 3279, section
 * 2.2.3).
 */
export function encodeEcdsaSignature(raw: Uint8Array): Bytes {
  return sequence(integer(raw.subarray(0, raw.length / 2)), integer(raw.subarray(raw.length / 2)));
}

/**
 * Converts an ECDSA signature from the form used in X.509 to WebCrypto's two numbers of fixed length.
 *
 * @param scalarLength the length of each in octets: that of the curve's order
 * @throws KoshinError `der-malformed`
 */
export function decodeEcdsaSignature(der: Bytes, scalarLength: number): Bytes {
  const numbers = enterDer(der);
  const scalars = [numbers.unsigned(), numbers.unsigned()];
  numbers.end();
  return concat(
    scalars.map((scalar) => {
      if (scalar.length > scalarLength) throw new KoshinError("der-malformed");
      return concat([new Uint8Array(scalarLength - scalar.length), scalar]);
    }),
  );
}
