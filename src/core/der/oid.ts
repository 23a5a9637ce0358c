import type { Bytes } from "../bytes.ts";
import { KoshinError } from "../errors.ts";

/** The contents octets of an OBJECT IDENTIFIER (ITU-T X.690, section 8.19), from its dotted form. */
export function encodeOid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const digits = [arc % 128];
    for (let more = Math.floor(arc / 128); more > 0; more = Math.floor(more / 128)) digits.unshift(128 + (more % 128));
    octets.push(...digits);
  }
  return Uint8Array.from(octets);
}

/**
 * The dotted form of an OBJECT IDENTIFIER from its contents octets.
 *
 * @throws KoshinError `der-malformed` if an arc has a redundant leading octet, is truncated, or exceeds 2^53
 */
export function decodeOid(contents: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of contents) {
    if (octet === 0x80 && arc === 0) throw new KoshinError("der-malformed");
    arc = arc * 128 + (octet & 127);
    if (arc > Number.MAX_SAFE_INTEGER) throw new KoshinError("der-malformed");
    if (octet < 128) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head, ...rest] = arcs;
  if (head === undefined || (contents.at(-1) ?? 0) > 127) throw new KoshinError("der-malformed");
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...rest].join(".");
}
