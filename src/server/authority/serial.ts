import { randomBytes } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";

/**
 * A serial number: 16 octets, 126 of their bits random (RFC 5280, section 4.1.2.2). The first two bits are 0 and 1: it
 * is positive without a leading zero octet, so that every program, a browser's selector too, prints it alike.
 */
export function randomSerial(): Bytes {
  const serial = new Uint8Array(randomBytes(16));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}
