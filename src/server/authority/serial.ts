import { randomBytes } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";

/**
 * A serial number: 128 random bits, positive when written as an INTEGER (RFC 5280, section 4.1.2.2). The first octet
 * is not zero, so that its hexadecimal form is the same for everybody who prints it.
 */
export function randomSerial(): Bytes {
  for (;;) {
    const serial = new Uint8Array(randomBytes(16));
    if (serial[0] !== 0) return serial;
  }
}
