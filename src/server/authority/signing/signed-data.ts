import { constants, verify, type KeyObject, type VerifyKeyObjectInput } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { equalBytes } from "../../../core/bytes.ts";
import { DerReader, enterDer } from "../../../core/der/read.ts";
import { contextTag, tag } from "../../../core/der/tag.ts";

/** A certificate or revocation list as far as its signature is concerned. */
export interface SignedData {
  /** The signed part, DER. */
  readonly signed: Bytes;
  /** Undefined if it is of a kind that is not verified: MD5 and older, DSA. */
  readonly algorithm: VerifiedAlgorithm | undefined;
  readonly signature: Bytes;
}

/** A signature algorithm that is verified, SHA-1 included: old certificates have nothing else. */
interface VerifiedAlgorithm {
  readonly key: "rsa" | "rsa-pss" | "ec";
  readonly hash: "sha1" | "sha224" | "sha256" | "sha384" | "sha512";
}

const algorithms = new Map<string, VerifiedAlgorithm>([
  ["1.2.840.113549.1.1.5", { key: "rsa", hash: "sha1" }],
  ["1.3.14.3.2.29", { key: "rsa", hash: "sha1" }],
  ["1.2.840.113549.1.1.14", { key: "rsa", hash: "sha224" }],
  ["1.2.840.113549.1.1.11", { key: "rsa", hash: "sha256" }],
  ["1.2.840.113549.1.1.12", { key: "rsa", hash: "sha384" }],
  ["1.2.840.113549.1.1.13", { key: "rsa", hash: "sha512" }],
  ["1.2.840.10045.4.1", { key: "ec", hash: "sha1" }],
  ["1.2.840.10045.4.3.1", { key: "ec", hash: "sha224" }],
  ["1.2.840.10045.4.3.2", { key: "ec", hash: "sha256" }],
  ["1.2.840.10045.4.3.3", { key: "ec", hash: "sha384" }],
  ["1.2.840.10045.4.3.4", { key: "ec", hash: "sha512" }],
]);
const rsaPss = "1.2.840.113549.1.1.10";
/** The hash functions of RSASSA-PSS-params (RFC 4055, section 2.1). */
const pssHashes = new Map<string, VerifiedAlgorithm["hash"]>([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/**
 * Divides a certificate or revocation list into its signed part and its signature (RFC 5280, sections 4.1.1 and 5.1.1).
 *
 * @param der DER
 * @throws KoshinError `der-malformed`
 */
export function readSignedData(der: Bytes): SignedData {
  const outer = enterDer(der);
  const signed = outer.next(tag.sequence);
  const algorithm = outer.next(tag.sequence);
  const signature = outer.bits();
  outer.end();
  const stated = statedAlgorithm(signed.content);
  // Both have to be the same (section 4.1.1.2), or what is signed does not say how.
  const same = stated !== undefined && equalBytes(stated, algorithm.der);
  return { signed: signed.der, algorithm: same ? readAlgorithm(algorithm.content) : undefined, signature };
}

/** The algorithm in the signed part: after the serial number of a certificate, or the version of a list. */
function statedAlgorithm(signed: Bytes): Bytes | undefined {
  const parts = new DerReader(signed);
  parts.optional(contextTag(0));
  parts.optional(tag.integer);
  return parts.optional(tag.sequence)?.der;
}

function readAlgorithm(content: Bytes): VerifiedAlgorithm | undefined {
  const reader = new DerReader(content);
  const id = reader.oid();
  if (id !== rsaPss) return algorithms.get(id);
  const hash = reader.more ? pssHash(reader.enter()) : "sha1";
  return hash && { key: "rsa-pss", hash };
}

function pssHash(parameters: DerReader): VerifiedAlgorithm["hash"] | undefined {
  if (!parameters.startsWith(contextTag(0))) return "sha1";
  return pssHashes.get(parameters.enter(contextTag(0)).enter().oid());
}

/** Whether data is signed with the private key of a public one. */
export function isSignedWith(data: SignedData, publicKey: KeyObject): boolean {
  const way = wayOf(data, publicKey);
  return way !== undefined && verify(way.hash, data.signed, way.key, data.signature);
}

/**
 * The same in another thread (libuv's), so that several are verified at a time, and this one does something else. A signature
 * with RSA is verified here: that takes less time than to hand it over.
 */
export async function isSignedWithAside(data: SignedData, publicKey: KeyObject): Promise<boolean> {
  const way = wayOf(data, publicKey);
  if (way === undefined || data.algorithm?.key !== "ec") return isSignedWith(data, publicKey);
  return await new Promise((resolve, reject) => {
    verify(way.hash, data.signed, way.key, data.signature, (error, right) => (error === null ? resolve(right) : reject(error)));
  });
}

/** How a signature is verified; undefined if the key is of another kind than the algorithm. */
function wayOf(
  { algorithm }: SignedData,
  publicKey: KeyObject,
): { readonly hash: string; readonly key: KeyObject | VerifyKeyObjectInput } | undefined {
  const type = publicKey.asymmetricKeyType;
  if (algorithm === undefined) return undefined;
  const { key, hash } = algorithm;
  if (key !== "rsa-pss") return type === key ? { hash, key: publicKey } : undefined;
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return type?.startsWith("rsa") === true ? { hash, key: { key: publicKey, ...padding } } : undefined;
}
