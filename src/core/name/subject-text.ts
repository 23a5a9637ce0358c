import type { Bytes } from "../bytes.ts";
import { attributeType } from "./attribute-types.ts";
import { comparableAttributes, comparableText } from "./same-name.ts";

/** An attribute of a subject in text form. */
export interface TextAttribute {
  /** The dotted form of its type. */
  readonly type: string;
  readonly value: string;
}

/** Other names that programs write for types, in lower case. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["s", "ST"],
  ["e", "emailAddress"],
]);

/**
 * Reads a subject as programs write it: `/C=JP/O=u00000014/CN=client28` as in OpenSSL's index, or in the notation of RFC
 * 4514, `CN=client28,O=u00000014,C=JP`, with spaces allowed.
 *
 * @returns its attributes in the order of the text; undefined if it cannot be read
 */
export function readSubjectText(text: string): TextAttribute[] | undefined {
  const parts = text.startsWith("/") ? text.slice(1).split(/(?<!\\)[/+](?=[A-Za-z0-9.]+=)/) : splitAtCommas(text);
  const decode = text.startsWith("/") ? decodeOneLine : decodeEscapes;
  const attributes = parts.map((part) => {
    const [, name = "", value = ""] = /^\s*([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    const type = attributeType(aliases.get(name.toLowerCase()) ?? name);
    const decoded = decode(value);
    return type === undefined || decoded === undefined ? undefined : { type, value: decoded };
  });
  const read = attributes.filter((attribute) => attribute !== undefined);
  return read.length === parts.length ? read : undefined;
}

/**
 * Whether a Name has these attributes, in this order or, as in RFC 4514, in reverse. Values are compared as in
 * `isSameName`.
 */
export function isSubjectOf(attributes: readonly TextAttribute[], name: Bytes): boolean {
  const expected = attributes.map(({ type, value }) => JSON.stringify([type, comparableText(value)]));
  const found = comparableAttributes(name).map((attribute) => JSON.stringify(attribute));
  const same = (one: readonly string[]): boolean => one.length === found.length && one.every((each, at) => each === found[at]);
  return same(expected) || same(expected.toReversed());
}

/** Splits at commas and plus signs that are neither escaped nor quoted. */
function splitAtCommas(text: string): string[] {
  return text.match(/(?:\\.|"(?:\\.|[^"\\])*"|[^,+\\"])+/gs) ?? [];
}

function decodeEscapes(value: string): string | undefined {
  const inner = /^".*"$/s.test(value) ? value.slice(1, -1) : value;
  return decodeHex(inner, /((?:\\[0-9A-Fa-f]{2})+)/g)?.replaceAll(/\\(.)/gs, "$1");
}

/** Newer versions of OpenSSL escape a slash or plus sign, but no backslash. */
function decodeOneLine(value: string): string | undefined {
  return decodeHex(value, /((?:\\x[0-9A-Fa-f]{2})+)/g)?.replaceAll(/\\([/+])/g, "$1");
}

/** Decodes escaped octets: UTF-8, or a BMPString as OpenSSL prints it, in which every other octet is escaped. */
function decodeHex(value: string, escaped: RegExp): string | undefined {
  if (value.includes("\\x00")) return decodeUtf16(value);
  try {
    return value.replaceAll(escaped, (octets) => {
      const numbers = octets.match(/[0-9A-Fa-f]{2}/g) ?? [];
      return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(numbers, (hex) => Number.parseInt(hex, 16)));
    });
  } catch {
    return undefined;
  }
}

function decodeUtf16(value: string): string | undefined {
  const octets = Array.from(value.matchAll(/\\x([0-9A-Fa-f]{2})|([^\\])/gs), ([, hex, character = ""]) =>
    hex === undefined ? character.charCodeAt(0) : Number.parseInt(hex, 16),
  );
  try {
    return new TextDecoder("utf-16be", { fatal: true }).decode(Uint8Array.from(octets));
  } catch {
    return undefined;
  }
}
