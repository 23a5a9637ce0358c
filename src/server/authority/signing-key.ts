import { createPublicKey, sign, type KeyObject } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { nullValue, oid, sequence } from "../../core/der/write.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { publicKeyKind } from "../../core/x509/public-key.ts";

/** The private key of an authority, with its signature algorithm. */
export interface SigningKey {
  /** AlgorithmIdentifier, DER (RFC 5280, section 4.1.1.2). */
  readonly algorithm: Bytes;
  /** Signs the signed part of a certificate or list, which precedes the algorithm. */
  readonly sign: (signed: Uint8Array) => Bytes;
}

/** With SHA-256: ecdsa-with-SHA256 (RFC 5758), sha256WithRSAEncryption (RFC 4055). */
const algorithms: Readonly<Record<KeyKind, Bytes>> = {
  "P-256": sequence(oid("1.2.840.10045.4.3.2")),
  "RSA-2048": sequence(oid("1.2.840.113549.1.1.11"), nullValue()),
};

/**
 * An authority's private key, ready to sign; undefined if it is of a kind that Koshin's own clients do not verify: anything
 * but P-256 and RSA-2048.
 */
export function signingKey(privateKey: KeyObject): SigningKey | undefined {
  const kind = publicKeyKind(new Uint8Array(createPublicKey(privateKey).export({ type: "spki", format: "der" })));
  if (kind === undefined) return undefined;
  return { algorithm: algorithms[kind], sign: (signed) => new Uint8Array(sign("sha256", signed, privateKey)) };
}
