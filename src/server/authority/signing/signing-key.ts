import { createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { nullValue, oid, sequence } from "../../../core/der/write.ts";
import { signingAlgorithm } from "../../../core/x509/public-key.ts";
import type { RefusedPins } from "../token/pin.ts";
import { tokenSigner } from "../token/token-signer.ts";

/** The private key of an authority, with its signature algorithm. */
export interface SigningKey {
  /** AlgorithmIdentifier, DER (RFC 5280, section 4.1.1.2). */
  readonly algorithm: Bytes;
  /** Signs the signed part of a certificate or list, which precedes the algorithm; for ECDSA a DER sequence of two numbers. */
  readonly sign: (signed: Uint8Array) => Bytes | Promise<Bytes>;
}

/** How keys of a kind sign. */
interface SignatureMethod {
  /** AlgorithmIdentifier, DER (RFC 5280, section 4.1.1.2). */
  readonly algorithm: Bytes;
  readonly hash: "sha256" | "sha384";
}

/** ecdsa-with-SHA256 and ecdsa-with-SHA384 (RFC 5758, section 3.2). */
const ecdsa: Readonly<Record<string, SignatureMethod>> = {
  "P-256": { algorithm: sequence(oid("1.2.840.10045.4.3.2")), hash: "sha256" },
  "P-384": { algorithm: sequence(oid("1.2.840.10045.4.3.3")), hash: "sha384" },
};

/** sha256WithRSAEncryption (RFC 4055, section 5). */
const rsa: SignatureMethod = { algorithm: sequence(oid("1.2.840.113549.1.1.11"), nullValue()), hash: "sha256" };

/** The kinds of key that an authority may have, in words. */
export const authorityKeys = "P-256, P-384, or RSA of 2048 to 4096 bits";

/**
 * How an authority signs with a key (SubjectPublicKeyInfo); undefined if its kind is not one of `authorityKeys`.
 *
 * @throws KoshinError `der-malformed`
 */
function signatureMethod(spki: Bytes): SignatureMethod | undefined {
  const key = signingAlgorithm(spki);
  switch (key?.name) {
    case "ECDSA":
      return ecdsa[key.namedCurve];
    case "RSASSA-PKCS1-v1_5":
      return key.bits >= 2048 && key.bits <= 4096 ? rsa : undefined;
    case "Ed25519":
    case undefined:
      return undefined;
  }
}

/**
 * An authority's key in a token (PKCS#11), ready to sign; undefined if it is of an unsupported kind.
 *
 * @param address a PKCS#11 URI
 * @param spki its public key, SubjectPublicKeyInfo
 * @throws OperatorError `token-address-malformed`; a signature throws what the token fails with
 */
export function tokenSigningKey(address: string, spki: Bytes, refused: RefusedPins): SigningKey | undefined {
  const method = signatureMethod(spki);
  if (method === undefined) return undefined;
  const { algorithm, hash } = method;
  const kind = method === rsa ? "RSA" : "EC";
  return { algorithm, sign: tokenSigner(address, { kind, hash }, refused) };
}

/** An authority's private key, ready to sign; undefined if it is of an unsupported kind. */
export function signingKey(privateKey: KeyObject): SigningKey | undefined {
  const method = signatureMethod(new Uint8Array(createPublicKey(privateKey).export({ type: "spki", format: "der" })));
  if (method === undefined) return undefined;
  const { algorithm, hash } = method;
  return { algorithm, sign: (signed) => new Uint8Array(sign(hash, signed, privateKey)) };
}

/** Whether a key is that of a public key, by a signature. */
export async function isKeyOf({ sign: signWith }: SigningKey, publicKey: KeyObject): Promise<boolean> {
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const method = signatureMethod(spki);
  return method !== undefined && verify(method.hash, spki, publicKey, await signWith(spki));
}
