import type { Bytes } from "../bytes.ts";
import { enterDer } from "../der/read.ts";
import { readExtensions } from "./extensions.ts";

/** The purpose id-kp-clientAuth (RFC 5280, section 4.2.1.12). */
export const clientAuthentication = "1.3.6.1.5.5.7.3.2";

/**
 * The purposes of a certificate's key (RFC 5280, section 4.2.1.12), as dotted OIDs; undefined without the extension.
 *
 * @param der the certificate
 * @throws KoshinError `certificate-malformed`, `der-malformed`
 */
export function extendedKeyUsage(der: Bytes): readonly string[] | undefined {
  const usage = readExtensions(der).get("2.5.29.37");
  if (usage === undefined) return undefined;
  const purposes: string[] = [];
  const reader = enterDer(usage.value);
  while (reader.more) purposes.push(reader.oid());
  return purposes;
}
