import type { Bytes } from "../bytes.ts";
import { DerReader, enterDer, readAs } from "../der/read.ts";
import { primitiveContextTag, tag } from "../der/tag.ts";
import { readExtensions } from "./extensions.ts";

/**
 * The subject key identifier of a CA certificate (RFC 5280, section 4.2.1.2); undefined without one.
 *
 * @param certificate DER
 * @throws KoshinError `certificate-malformed`
 */
export function subjectKeyIdentifier(certificate: Bytes): Bytes | undefined {
  const stated = readExtensions(certificate).get("2.5.29.14");
  return stated && readAs("certificate-malformed", () => new DerReader(stated.value).next(tag.octetString).content);
}

/**
 * The authority key identifier of a certificate (RFC 5280, section 4.2.1.1); undefined without one.
 *
 * @param certificate DER
 * @throws KoshinError `certificate-malformed`
 */
export function authorityKeyIdentifier(certificate: Bytes): Bytes | undefined {
  const stated = readExtensions(certificate).get("2.5.29.35");
  return stated && readAs("certificate-malformed", () => enterDer(stated.value).optional(primitiveContextTag(0))?.content);
}
