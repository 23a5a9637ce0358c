import { ImportRefusal } from "./import-refusal.ts";

/** The longest serial number, in octets: RFC 5280 allows 20, and a database has no longer ones in an index. */
const longest = 512;

/**
 * Requires that a serial number can be recorded.
 *
 * @param serial as `readSerialNumber` writes it
 * @throws ImportRefusal `serial-too-long`
 */
export function requireSerial(serial: string): void {
  if (serial.replace("-", "").length > 2 * longest) throw new ImportRefusal("serial-too-long");
}
