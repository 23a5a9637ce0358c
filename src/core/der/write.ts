import type { Bytes } from "../bytes.ts";
import { encodeOid } from "./oid.ts";
import { contextTag, tag } from "./tag.ts";

/** One element: identifier octet, definite length in its shortest form, contents (ITU-T X.690, sections 8.1 and 10.1). */
export function element(tagNumber: number, ...contents: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of contents) length += part.length;
  let octets = 0;
  if (length > 127) for (let rest = length; rest > 0; rest >>>= 8) octets++;
  const whole = new Uint8Array(2 + octets + length);
  whole[0] = tagNumber;
  whole[1] = octets === 0 ? length : 0x80 | octets;
  for (let index = 0; index < octets; index++) whole[2 + index] = length >>> (8 * (octets - 1 - index));
  let offset = 2 + octets;
  for (const part of contents) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** A SEQUENCE of elements that are already encoded. */
export function sequence(...elements: readonly Uint8Array[]): Bytes {
  return element(tag.sequence, ...elements);
}

/** A SET OF elements that are already encoded, in the order that DER requires (X.690, section 11.6). */
export function setOf(...elements: readonly Uint8Array[]): Bytes {
  return element(tag.set, ...elements.toSorted(compareEncodings));
}

/** A non-negative INTEGER: a safe integer, or its bytes, most significant first. */
export function integer(value: number | Uint8Array): Bytes {
  const magnitude = typeof value === "number" ? octetsOf(value) : value;
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const shortest = magnitude.subarray(start);
  const negative = (shortest[0] ?? 0x80) > 127;
  return element(tag.integer, new Uint8Array(negative ? 1 : 0), shortest);
}

/** An OCTET STRING. */
export function octetString(...contents: readonly Uint8Array[]): Bytes {
  return element(tag.octetString, ...contents);
}

/** A BIT STRING of whole octets. */
export function bitString(contents: Uint8Array): Bytes {
  return element(tag.bitString, Uint8Array.of(0), contents);
}

/** NULL. */
export function nullValue(): Bytes {
  return element(tag.null);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Bytes {
  return element(tag.oid, encodeOid(dotted));
}

const utf8 = new TextEncoder();

/** A UTF8String. */
export function utf8String(text: string): Bytes {
  return element(tag.utf8String, utf8.encode(text));
}

/** `[number]` around elements: explicit tagging, or an implicitly tagged SEQUENCE or SET. */
export function context(number: number, ...elements: readonly Uint8Array[]): Bytes {
  return element(contextTag(number), ...elements);
}

function octetsOf(value: number): Uint8Array {
  const high = Math.floor(value / 2 ** 32);
  return Uint8Array.of(high >>> 16, high >>> 8, high, value >>> 24, value >>> 16, value >>> 8, value);
}

function compareEncodings(a: Uint8Array, b: Uint8Array): number {
  const index = a.findIndex((byte, position) => byte !== b[position]);
  return (a[index] ?? -1) - (b[index] ?? -1);
}
