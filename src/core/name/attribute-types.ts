import { tag } from "../der/tag.ts";

/**
 * The object identifiers of the attributes that have a short name, as OpenSSL prints them (RFC 4519, RFC 5280 appendix
 * A.1).
 */
const named: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  SN: "2.5.4.4",
  serialNumber: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  STREET: "2.5.4.9",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  title: "2.5.4.12",
  businessCategory: "2.5.4.15",
  postalCode: "2.5.4.17",
  GN: "2.5.4.42",
  initials: "2.5.4.43",
  dnQualifier: "2.5.4.46",
  pseudonym: "2.5.4.65",
  organizationIdentifier: "2.5.4.97",
  UID: "0.9.2342.19200300.100.1.1",
  DC: "0.9.2342.19200300.100.1.25",
  emailAddress: "1.2.840.113549.1.9.1",
};

const byName = new Map(Object.entries(named).map(([name, identifier]) => [name.toLowerCase(), identifier]));
const byIdentifier = new Map(Object.entries(named).map(([name, identifier]) => [identifier, name]));

const dotted = /^[0-2](\.(0|[1-9]\d{0,9}))+$/;

/** The dotted object identifier of a type, by its short name in any case, or by itself; undefined if it is neither. */
export function attributeType(name: string): string | undefined {
  return byName.get(name.toLowerCase()) ?? (dotted.test(name) ? name : undefined);
}

/** The short name of a type, or its dotted object identifier. */
export function attributeName(type: string): string {
  return byIdentifier.get(type) ?? type;
}

/**
 * The string type of a value: the type that standards require for some attributes (RFC 5280, appendix A.1), if the text
 * is ASCII, and UTF8String otherwise.
 */
export function stringTag(type: string, text: string): number {
  if (!/^[ -~]*$/.test(text)) return tag.utf8String;
  switch (attributeName(type)) {
    case "C":
    case "serialNumber":
    case "dnQualifier":
      return tag.printableString;
    case "DC":
    case "emailAddress":
      return tag.ia5String;
    default:
      return tag.utf8String;
  }
}
