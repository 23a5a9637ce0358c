import type { Bytes } from "../../../core/bytes.ts";
import { tag } from "../../../core/der/tag.ts";
import { element, oid, sequence, setOf, utf8String } from "../../../core/der/write.ts";
import { OperatorError } from "../../system/operator-error.ts";

/** The attributes of an authority's Name that are in use (RFC 4519, section 2). */
const types = new Map([
  ["C", "2.5.4.6"],
  ["ST", "2.5.4.8"],
  ["L", "2.5.4.7"],
  ["O", "2.5.4.10"],
  ["OU", "2.5.4.11"],
  ["CN", "2.5.4.3"],
]);

/**
 * Reads a Name as OpenSSL's commands take it, `/C=JP/O=Clinic/CN=Clinic Issuing CA`; a slash in a value has a backslash
 * before it.
 *
 * @returns DER: the country in PrintableString, the others in UTF8String (RFC 5280, section 4.1.2.4)
 * @throws OperatorError `name-not-allowed`
 */
export function readSubject(text: string): Bytes {
  const parts = text.split(/(?<!\\)\//);
  const attributes = parts.slice(1).map((part) => /^([A-Z]+)=(.+)$/.exec(part) ?? []);
  const rdns = attributes.map(([, name = "", value = ""]) => {
    const type = types.get(name);
    const isCountry = name === "C";
    if (type === undefined || (isCountry && !/^[A-Z]{2}$/.test(value))) throw notAllowed(text);
    const content = value.replaceAll("\\/", "/");
    const encoded = isCountry ? element(tag.printableString, new TextEncoder().encode(content)) : utf8String(content);
    return setOf(sequence(oid(type), encoded));
  });
  if (parts[0] !== "" || rdns.length === 0) throw notAllowed(text);
  return sequence(...rdns);
}

function notAllowed(text: string): OperatorError {
  const sentence = `"${text}" is not a Name as /C=JP/O=Clinic/CN=Clinic Issuing CA. Write it with C (two capital letters), ST, L, O, OU and CN.`;
  return new OperatorError("name-not-allowed", sentence);
}
