import type { Bytes } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { readExtensions } from "./extensions.ts";

/**
 * Whether a certificate (DER) is a CA certificate according to its basic constraints (RFC 5280, section 4.2.1.9). Any value
 * but zero is true, as programs read it.
 *
 * @throws KoshinError `certificate-malformed`
 */
export function isAuthority(der: Bytes): boolean {
  const constraints = readExtensions(der).get("2.5.29.19");
  if (constraints === undefined) return false;
  return readAs("certificate-malformed", () => (enterDer(constraints.value).optional(tag.boolean)?.content[0] ?? 0) !== 0);
}
