import type { Bytes } from "../../../core/bytes.ts";
import { DerReader } from "../../../core/der/read.ts";
import { tag } from "../../../core/der/tag.ts";
import { readExtensions } from "../../../core/x509/extensions.ts";

/** keyUsage (RFC 5280, section 4.2.1.3): cRLSign in its first octet. */
const keyUsage = "2.5.29.15";
const listSigning = 0b0000_0010;

/**
 * Whether an authority's certificate (DER) allows it to sign revocation lists: its keyUsage includes cRLSign, or it has none
 * (RFC 5280, section 6.3.3, step f).
 *
 * @throws KoshinError `certificate-malformed`, `der-malformed`
 */
export function signsLists(certificate: Bytes): boolean {
  const usage = readExtensions(certificate).get(keyUsage);
  if (usage === undefined) return true;
  // The octet before it says how many bits are unused.
  const [, bits = 0] = new DerReader(usage.value).next(tag.bitString).content;
  return (bits & listSigning) !== 0;
}
