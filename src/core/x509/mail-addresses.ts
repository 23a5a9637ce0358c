import type { Bytes } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { primitiveContextTag } from "../der/tag.ts";
import { readExtensions } from "./extensions.ts";

const alternativeName = "2.5.29.17";

/**
 * The mail addresses of a certificate: each rfc822Name of its subjectAltName (RFC 5280, section 4.2.1.6).
 *
 * @param certificate DER
 * @throws KoshinError `certificate-malformed`
 */
export function mailAddressesIn(certificate: Bytes): string[] {
  const names = readExtensions(certificate).get(alternativeName);
  if (names === undefined) return [];
  return readAs("certificate-malformed", () => {
    const addresses: string[] = [];
    const reader = enterDer(names.value);
    while (reader.more) {
      const { tag, content } = reader.any();
      if (tag === primitiveContextTag(1)) addresses.push(new TextDecoder().decode(content));
    }
    return addresses;
  });
}
