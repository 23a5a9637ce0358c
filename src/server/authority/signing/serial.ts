import { randomFillSync } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";

const length = 16;
/** Random octets drawn in advance, because drawing few takes as long as drawing many. */
const drawn = { octets: new Uint8Array(256 * length), used: 256 * length };

/**
 * A serial number: 16 octets, with 126 random bits (RFC 5280, section 4.1.2.2). The first two bits are 0 and 1, so that it
 * is positive without a leading zero octet, and all programs, including browsers' selectors, show it the same. It is above
 * every counter of a program that signs with the same key, and as unlikely to coincide with its random numbers as with
 * another one of this service.
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
