import { KoshinError } from "../../../core/errors.ts";
import { mailAddressForm } from "../../../core/mail-address.ts";
import { mailAddressesIn } from "../../../core/x509/mail-addresses.ts";

/** The OID of subjectAltName, DER. */
const alternativeName = Buffer.from("0603551d11", "hex");

/** The first usable mail address in a certificate, DER; undefined if it has none, or is malformed. */
export function recordedMailAddress(der: Uint8Array): string | undefined {
  // Few certificates have one, and all are searched when they are recorded.
  if (!Buffer.from(der.buffer, der.byteOffset, der.byteLength).includes(alternativeName)) return undefined;
  try {
    return mailAddressesIn(new Uint8Array(der)).find((address) => mailAddressForm.test(address));
  } catch (error) {
    if (error instanceof KoshinError) return undefined;
    throw error;
  }
}
