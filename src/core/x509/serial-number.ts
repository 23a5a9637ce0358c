import { toHex, type Bytes } from "../bytes.ts";
import { tag } from "../der/tag.ts";
import { element, integer } from "../der/write.ts";
import { KoshinError } from "../errors.ts";

/** Longer than any number, in octets. */
const longest = 64 * 1024;

/**
 * A serial number as text: upper-case hexadecimal of whole octets, without leading zero octets. Those that old programs made
 * negative have a minus sign before their magnitude, as OpenSSL prints them.
 *
 * @param content the contents of its INTEGER
 * @throws KoshinError `der-malformed` if there is none, or it has more than 64 KiB
 */
export function readSerialNumber(content: Bytes): string {
  const [first] = content;
  if (first === undefined || content.length > longest) throw new KoshinError("der-malformed");
  const digits = toHex(content);
  return first < 0x80 ? wholeOctets(digits) : `-${wholeOctets((complement(content.length) - BigInt(`0x${digits}`)).toString(16))}`;
}

/**
 * A serial number in hexadecimal as `readSerialNumber` writes it.
 *
 * @param text hexadecimal digits, perhaps after a minus sign
 */
export function normalSerialNumber(text: string): string {
  const digits = wholeOctets(text.replace("-", ""));
  return text.startsWith("-") && digits !== "00" ? `-${digits}` : digits;
}

/** The INTEGER (DER) of a serial number as text. */
export function encodeSerialNumber(text: string): Bytes {
  const digits = text.replace("-", "");
  const magnitude = octetsOf(digits);
  if (!text.startsWith("-")) return integer(magnitude);
  const value = BigInt(`0x${digits}`);
  // The highest bit of the shortest form is its sign.
  const length = magnitude.length + (2n * value > complement(magnitude.length) ? 1 : 0);
  return element(tag.integer, octetsOf((complement(length) - value).toString(16).padStart(2 * length, "0")));
}

/** 2 to the power of the number of bits in this number of octets. */
function complement(octets: number): bigint {
  return 1n << BigInt(8 * octets);
}

function wholeOctets(digits: string): string {
  return `${digits.length % 2 === 1 ? "0" : ""}${digits.toUpperCase()}`.replace(/^(?:00)+(?=..)/, "");
}

function octetsOf(digits: string): Bytes {
  return Uint8Array.from(digits.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16));
}
