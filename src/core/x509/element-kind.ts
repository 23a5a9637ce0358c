import type { Bytes } from "../bytes.ts";
import { DerReader } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";

/** The kind of an element in a file, determined by its structure. */
export type ElementKind =
  /** A PKCS#12 file (RFC 7292, section 4). */
  | "pfx"
  | "certificate"
  /** A CMS ContentInfo, such as certs-only SignedData (PKCS#7). */
  | "content-info"
  | "revocation-list"
  /** A PKCS#8 private key, not encrypted. */
  | "key";

/**
 * Determines the kind of an element by the first elements in it, whatever the file's name and labels say.
 *
 * @param der DER
 * @returns undefined for anything else
 * @throws KoshinError `der-malformed`
 */
export function elementKind(der: Bytes): ElementKind | undefined {
  const contents = new DerReader(der).enter();
  if (contents.startsWith(tag.oid)) return "content-info";
  if (contents.startsWith(tag.sequence)) return signedKind(contents.enter());
  if (!contents.startsWith(tag.integer)) return undefined;
  if (contents.small() === 3) return "pfx";
  return contents.optional(tag.sequence) && contents.startsWith(tag.octetString) ? "key" : undefined;
}

/**
 * A certificate contains its serial number, algorithm, issuer and validity here; a revocation list has thisUpdate in
 * place of the validity.
 */
function signedKind(signed: DerReader): ElementKind | undefined {
  if (signed.optional(contextTag(0))) return "certificate";
  signed.optional(tag.integer);
  signed.optional(tag.sequence);
  signed.optional(tag.sequence);
  if (signed.startsWith(tag.sequence)) return "certificate";
  return signed.startsWith(tag.utcTime) || signed.startsWith(tag.generalizedTime) ? "revocation-list" : undefined;
}
