import { toHex, type Bytes } from "../bytes.ts";
import type { Element } from "../der/read.ts";
import { KoshinError } from "../errors.ts";
import { attributeName } from "./attribute-types.ts";
import { decodeText, readName } from "./name.ts";

/**
 * A Name as text, the last attribute first (RFC 4514): `CN=client28,O=u00000014,C=JP`. Characters that are invisible or
 * change the direction of the text are escaped too, so that no Name looks like another one.
 *
 * @param name DER
 * @throws KoshinError `der-malformed`
 */
export function formatName(name: Bytes): string {
  const rdns = readName(name).map((rdn) => rdn.map(({ type, value }) => `${attributeName(type)}=${formatValue(value)}`).join("+"));
  return rdns.reverse().join(",");
}

/**
 * A Name in the form of OpenSSL's index, the first attribute first: `/C=JP/O=u00000014/OU=Desk+CN=client28`. Non-ASCII
 * characters are escaped as their octets in UTF-8, and a slash or plus sign in a value with a backslash.
 *
 * @param name DER
 * @throws KoshinError `der-malformed`
 */
export function formatOneLine(name: Bytes): string {
  return oneLine(name, (text) => text.replaceAll(/[/+]/g, String.raw`\$&`));
}

/**
 * Whether OpenSSL writes a Name in this form. Versions before 2026 do not escape slashes and plus signs.
 *
 * @param name DER
 * @throws KoshinError `der-malformed`
 */
export function isOneLineOf(text: string, name: Bytes): boolean {
  return text === formatOneLine(name) || text === oneLine(name, (value) => value);
}

function oneLine(name: Bytes, escape: (text: string) => string): string {
  const rdns = readName(name).map((rdn) =>
    rdn.map(({ type, value }) => `${attributeName(type)}=${escape(escapeOctets(textOf(value) ?? `#${toHex(value.der)}`))}`),
  );
  return rdns.map((rdn) => `/${rdn.join("+")}`).join("");
}

function escapeOctets(text: string): string {
  return text.replaceAll(/[^ -~]/gu, (character) =>
    Array.from(new TextEncoder().encode(character), (octet) => `\\x${octet.toString(16).padStart(2, "0").toUpperCase()}`).join(""),
  );
}

/** A value's text without the escapes of RFC 4514. */
export function unescapeValue(text: string): string {
  return text.replaceAll(/(?:\\[0-9A-Fa-f]{2})+|\\(.)/gsu, (escaped, character?: string) => {
    if (character !== undefined) return character;
    const octets = escaped.match(/[0-9A-Fa-f]{2}/g) ?? [];
    return new TextDecoder().decode(Uint8Array.from(octets, (octet) => Number.parseInt(octet, 16)));
  });
}

function formatValue(value: Element): string {
  const text = textOf(value);
  return text === undefined ? `#${toHex(value.der)}` : escapeValue(text);
}

function textOf(value: Element): string | undefined {
  try {
    return decodeText(value);
  } catch (error) {
    if (error instanceof KoshinError) return undefined;
    throw error;
  }
}

function escapeValue(text: string): string {
  return text
    .replaceAll(/[",+;<>\\]|^[ #]| $/g, String.raw`\$&`)
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
      Array.from(new TextEncoder().encode(character), (octet) => `\\${octet.toString(16).padStart(2, "0").toUpperCase()}`).join(""),
    );
}
