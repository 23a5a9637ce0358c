import { createHash } from "node:crypto";
import { toHex, type Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer, type Element } from "../../../core/der/read.ts";
import { contextTag, primitiveContextTag, tag } from "../../../core/der/tag.ts";
import { element } from "../../../core/der/write.ts";
import { KoshinError } from "../../../core/errors.ts";
import { attributeName } from "../../../core/name/attribute-types.ts";
import { comparableRdns } from "../../../core/name/same-name.ts";
import { readExtensions } from "../../../core/x509/extensions.ts";

const cRLDistributionPoints = "2.5.29.31";
/** The fields of a DistributionPoint (RFC 5280, section 4.2.1.13) that limit it to some reasons or name another issuer of lists. */
const limiting: ReadonlySet<number> = new Set([primitiveContextTag(1), contextTag(2)]);
/** The forms of a DistributionPointName, of which the first field is an explicitly tagged choice. */
const [field, fullName, relativeName] = [contextTag(0), contextTag(0), contextTag(1)];
/** More names than any point has: a database looks for so many at once. */
const mostNames = 1000;
const [uri, directory] = [primitiveContextTag(6), contextTag(4)];

/**
 * The names of the distribution points of a certificate that a list for all reasons of the same issuer covers if it has one
 * of them (RFC 5280, section 6.3.3, steps b and d). Points for some reasons, and those of another issuer's lists, are none.
 *
 * @param certificate DER
 * @param issuer the Name of its issuer, DER
 * @throws KoshinError `certificate-malformed`, `der-malformed`
 */
export function pointsOf(certificate: Bytes, issuer: Bytes): string[] {
  const extension = readExtensions(certificate).get(cRLDistributionPoints);
  const names: string[] = [];
  const points = extension && enterDer(extension.value);
  while (points?.more === true) {
    const fields: Element[] = [];
    const point = points.enter();
    while (point.more) fields.push(point.any());
    const named = fields.find((each) => each.tag === field);
    if (named !== undefined && !fields.some((each) => limiting.has(each.tag))) names.push(...pointNames(named.content, issuer));
  }
  return [...new Set(names)];
}

/**
 * The names of a distribution point, each as text that is equal for matching names: URIs as in RFC 3986, sections 6.2.2 and
 * 6.2.3, and Names as in RFC 5280, section 7.1.
 *
 * @param point a DistributionPointName, DER
 * @param issuer the Name that a relative one continues, DER
 * @throws KoshinError `der-malformed`
 */
export function pointNames(point: Bytes, issuer: Bytes): string[] {
  const outer = new DerReader(point);
  const { tag: form, content } = outer.any();
  outer.end();
  if (form === relativeName) {
    const rdns = new DerReader(issuer).next(tag.sequence).content;
    return [directoryPoint(element(tag.sequence, rdns, element(tag.set, content)))];
  }
  if (form !== fullName) throw new KoshinError("der-malformed");
  const names: string[] = [];
  const reader = new DerReader(content);
  while (reader.more) names.push(bounded(comparableText(reader.any())));
  if (names.length === 0 || names.length > mostNames) throw new KoshinError("der-malformed");
  return names;
}

/**
 * A Name as the name of a distribution point, as `pointNames` writes it.
 *
 * @param name DER
 * @throws KoshinError `der-malformed`
 */
export function directoryPoint(name: Bytes): string {
  return bounded(directoryText(name));
}

/** Only URIs are without spaces, so that names in different forms are different. None is empty. */
function comparableText({ tag: form, content, der }: Element): string {
  if (form === uri && content.length > 0) return comparableUri(Buffer.from(content).toString("latin1"));
  return form === directory ? directoryText(new DerReader(content).any().der) : `a name in another form (${toHex(der)})`;
}

/** Values are quoted, so that no value looks like several attributes. */
function directoryText(name: Bytes): string {
  const rdns = comparableRdns(name).map((rdn) =>
    rdn
      .map(([type, value]) => `${attributeName(type)}=${JSON.stringify(value)}`)
      .sort()
      .join("+"),
  );
  return `the directory name ${rdns.reverse().join(",")}`;
}

/** The ports of the schemes of lists that `URL` does not know (RFC 4516). */
const ports: Readonly<Record<string, string>> = { "ldap:": "389", "ldaps:": "636" };

function comparableUri(text: string): string {
  const escaped = text.replaceAll(/[^\x21\x23-\x7e]/g, percentEncoded);
  const url = URL.parse(escaped);
  if (url !== null) url.host = url.host.toLowerCase();
  if (url !== null && url.port === ports[url.protocol]) url.port = "";
  return (url?.href ?? escaped).replaceAll(/%([0-9a-f]{2})/gi, (octet, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[\w.~-]/.test(character) ? character : octet.toUpperCase();
  });
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`;
}

/** A database has no longer text in an index. */
const longest = 500;

function bounded(name: string): string {
  return name.length <= longest ? name : `a long name (${createHash("sha256").update(name).digest("hex")})`;
}
