import type { Bytes } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";

const basicConstraints = "2.5.29.19";

/**
 * Whether a certificate (DER) is a CA certificate according to its basic constraints (RFC 5280, section 4.2.1.9).
 *
 * @throws KoshinError `certificate-malformed`
 */
export function isAuthority(der: Bytes): boolean {
  return readAs("certificate-malformed", () => {
    const signed = enterDer(der).enter();
    while (signed.more && !signed.startsWith(contextTag(3))) signed.any();
    if (!signed.more) return false;
    const extensions = signed.enter(contextTag(3)).enter();
    while (extensions.more) {
      const extension = extensions.enter();
      const isConstraints = extension.oid() === basicConstraints;
      extension.optional(tag.boolean);
      const value = extension.next(tag.octetString).content;
      if (isConstraints) return enterDer(value).optional(tag.boolean)?.content[0] === 0xff;
    }
    return false;
  });
}
