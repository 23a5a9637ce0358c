import { randomFillSync } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";

const length = 16;
/** To ask for few octets costs as much as to ask for many. */
const drawn = { octets: new Uint8Array(256 * length), used: 256 * length };

/**
 * A serial number: 16 octets, 126 of their bits random (RFC 5280, section 4.1.2.2). The first two bits are 0 and 1: it
 * is positive without a leading zero octet, so that every program, a browser's selector too, prints it alike.
 */
export function randomSerial(): Bytes {
  const serial = draw();
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function draw(): Bytes {
  if (drawn.used === drawn.octets.length) {
    randomFillSync(drawn.octets);
    drawn.used = 0;
  }
  const start = drawn.used;
  drawn.used += length;
  return drawn.octets.slice(start, drawn.used);
}
