import type { Bytes } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";

/** One extension of a certificate. */
export interface Extension {
  readonly critical: boolean;
  /** Its value, DER. */
  readonly value: Bytes;
}

/**
 * The extensions of a certificate (RFC 5280, section 4.1.2.9), by their OIDs; only the first of a repeated one.
 *
 * @param certificate DER
 * @throws KoshinError `certificate-malformed`
 */
export function readExtensions(certificate: Bytes): ReadonlyMap<string, Extension> {
  return readAs("certificate-malformed", () => {
    const found = new Map<string, Extension>();
    const signed = enterDer(certificate).enter();
    while (signed.more && !signed.startsWith(contextTag(3))) signed.any();
    if (!signed.more) return found;
    const extensions = signed.enter(contextTag(3)).enter();
    while (extensions.more) {
      const extension = extensions.enter();
      const id = extension.oid();
      const critical = (extension.optional(tag.boolean)?.content[0] ?? 0) !== 0;
      const value = extension.next(tag.octetString).content;
      if (!found.has(id)) found.set(id, { critical, value });
    }
    return found;
  });
}
