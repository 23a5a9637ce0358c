import type { Bytes } from "../bytes.ts";
import { DerReader } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";

/** What an element of a file is, by its structure. */
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
 * What an element of a file is, whatever the file's name and the labels in it say: by the first elements in it.
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

/** A certificate has its serial number, algorithm, issuer and validity there; a list, its update where that has the validity. */
function signedKind(signed: DerReader): ElementKind | undefined {
  if (signed.optional(contextTag(0))) return "certificate";
  signed.optional(tag.integer);
  signed.optional(tag.sequence);
  signed.optional(tag.sequence);
  if (signed.startsWith(tag.sequence)) return "certificate";
  return signed.startsWith(tag.utcTime) || signed.startsWith(tag.generalizedTime) ? "revocation-list" : undefined;
}
