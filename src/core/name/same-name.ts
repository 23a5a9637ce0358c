import { toHex, type Bytes } from "../bytes.ts";
import type { Element } from "../der/read.ts";
import { KoshinError } from "../errors.ts";
import { decodeText, readName } from "./name.ts";

/**
 * Whether two Names match (RFC 5280, section 7.1): the same attributes in the same order, but in any order within an
 * RDN. Text is compared regardless of string type, case, width and insignificant spaces.
 *
 * @param one DER
 * @param other DER
 * @throws KoshinError `der-malformed`
 */
export function isSameName(one: Bytes, other: Bytes): boolean {
  const [first, second] = [canonical(one), canonical(other)];
  return first.length === second.length && first.every((rdn, index) => rdn === second[index]);
}

/**
 * Whether a Name is within the subtree of another one, as for name constraints (RFC 5280, section 4.2.1.10): it begins
 * with the other's RDNs, compared as in `isSameName`.
 *
 * @param name DER
 * @param base DER
 * @throws KoshinError `der-malformed`
 */
export function isNameBelow(name: Bytes, base: Bytes): boolean {
  const [rdns, first] = [canonical(name), canonical(base)];
  return first.every((rdn, index) => rdn === rdns[index]);
}

/**
 * A Name as text that is equal for matching Names, as `isSameName` compares them.
 *
 * @param name DER
 * @throws KoshinError `der-malformed`
 */
export function comparableName(name: Bytes): string {
  return JSON.stringify(canonical(name));
}

/** An attribute of a Name: the dotted form of its type, and its value as text that is equal for matching values. */
export type ComparableAttribute = readonly [type: string, value: string];

/**
 * The attributes of a Name in its order, as `isSameName` compares them.
 *
 * @param name DER
 * @throws KoshinError `der-malformed`
 */
export function comparableAttributes(name: Bytes): ComparableAttribute[] {
  return comparableRdns(name).flat();
}

/**
 * The attributes of a Name by its RDNs, as `isSameName` compares them.
 *
 * @param name DER
 * @throws KoshinError `der-malformed`
 */
export function comparableRdns(name: Bytes): ComparableAttribute[][] {
  return readName(name).map((rdn) => rdn.map(({ type, value }) => [type, comparable(value)] as const));
}

/** Each RDN as text that is equal for matching RDNs. */
function canonical(name: Bytes): string[] {
  return comparableRdns(name).map((rdn) =>
    rdn
      .map((attribute) => JSON.stringify(attribute))
      .sort()
      .join(),
  );
}

/** A value that is not text, or malformed, is compared octet for octet. */
function comparable(value: Element): string {
  try {
    const text = decodeText(value);
    if (text !== undefined) return comparableText(text);
  } catch (error) {
    if (!(error instanceof KoshinError)) throw error;
  }
  return toHex(value.der);
}

/**
 * Text in a form that is equal for matching texts: string preparation (RFC 4518, section 2) by mapping, NFKC, case
 * folding and insignificant spaces.
 */
export function comparableText(text: string): string {
  const mapped = text.replaceAll(ignored, "").replaceAll(/[\p{Z}\t\n\v\f\r\x85]/gu, " ");
  const folded = mapped.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
  return folded.replaceAll(/ +/g, " ").trim();
}

/**
 * Characters that are mapped to nothing: controls, soft hyphens, variation selectors, directional and joining marks.
 */
const ignored =
  /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u06dd\u070f\u1806\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc]/g;
