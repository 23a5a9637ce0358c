import { verify } from "node:crypto";
import { toHex, type Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer } from "../../../core/der/read.ts";
import { contextTag, primitiveContextTag, tag } from "../../../core/der/tag.ts";
import { decodeTime } from "../../../core/der/time.ts";
import { KoshinError } from "../../../core/errors.ts";
import { listedReasons, type ListedReason } from "../../../core/revocation-reason.ts";
import type { IssuingAuthority } from "../authority.ts";

/** An entry of a revocation list. */
interface ListedCertificate {
  /** Upper-case hexadecimal. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: ListedReason;
}

/** A possible issuer of a revocation list. */
export type ListIssuer = Pick<IssuingAuthority, "issuerKeyIdentifier" | "publicKey">;

/** A revocation list signed by one of the authorities. */
export interface SignedList {
  readonly authority: ListIssuer;
  /** The issuer's Name, DER. */
  readonly issuerName: Bytes;
  /** The CRL number, exact if it is a safe integer; 0 for a list without one. */
  readonly number: number;
  readonly thisUpdate: Date;
  /** When the next one is due; undefined if the list does not say. */
  readonly nextUpdate: Date | undefined;
  readonly der: Bytes;
  readonly certificates: readonly ListedCertificate[];
}

const reasonCode = "2.5.29.21";
const crlNumber = "2.5.29.20";
const issuingDistributionPoint = "2.5.29.28";
const enumerated = 0x0a;

/** The hashes of signature algorithms (RFC 3279, RFC 4055, RFC 5758); OpenSSL refuses one that is not the key's. */
const hashes = new Map([
  ["1.2.840.113549.1.1.5", "sha1"],
  ["1.2.840.113549.1.1.11", "sha256"],
  ["1.2.840.113549.1.1.12", "sha384"],
  ["1.2.840.113549.1.1.13", "sha512"],
  ["1.2.840.10045.4.1", "sha1"],
  ["1.2.840.10045.4.3.2", "sha256"],
  ["1.2.840.10045.4.3.3", "sha384"],
  ["1.2.840.10045.4.3.4", "sha512"],
]);

/**
 * Reads a complete revocation list (RFC 5280, section 5.1), this service's or another program's: also of version 1, without
 * a CRL number, or without a date for the next one.
 *
 * @returns undefined if none of the authorities has signed it
 * @throws KoshinError `der-malformed`, also if it is not complete: it has a critical extension, such as a delta list's, or
 * is for other certificates than those of end entities
 */
export function readRevocationList(der: Bytes, authorities: readonly ListIssuer[]): SignedList | undefined {
  const outer = enterDer(der);
  const signed = outer.next(tag.sequence);
  const hash = hashes.get(outer.enter().oid());
  const signature = outer.bits();
  if (hash === undefined) return undefined;
  const authority = authorities.find(({ publicKey }) => verify(hash, signed.der, publicKey, signature));
  if (authority === undefined) return undefined;
  const list = new DerReader(signed.content);
  list.optional(tag.integer);
  list.next(tag.sequence);
  const issuerName = list.next(tag.sequence).der;
  const thisUpdate = decodeTime(list.any());
  const isTime = list.startsWith(tag.utcTime) || list.startsWith(tag.generalizedTime);
  const nextUpdate = isTime ? decodeTime(list.any()) : undefined;
  const certificates: ListedCertificate[] = [];
  const entries = list.startsWith(tag.sequence) ? list.enter() : undefined;
  while (entries?.more === true) certificates.push(readEntry(entries.enter()));
  const extensions = list.more ? readExtensions(list.enter(contextTag(0))) : new Map<string, Bytes>();
  requireWholeScope(extensions.get(issuingDistributionPoint));
  const stated = extensions.get(crlNumber);
  const number = stated === undefined ? 0 : new DerReader(stated).unsigned().reduce((sum, octet) => sum * 256 + octet, 0);
  return { authority, issuerName, number, thisUpdate, nextUpdate, der, certificates };
}

function readEntry(entry: DerReader): ListedCertificate {
  const serial = toHex(entry.unsigned());
  const revokedAt = decodeTime(entry.any());
  const code = entry.more ? readExtensions(entry).get(reasonCode) : undefined;
  const [number] = code === undefined ? [] : new DerReader(code).next(enumerated).content;
  return { serial, revokedAt, reason: reasonOf(number ?? 0) };
}

/** An unknown reason is read as unspecified. */
function reasonOf(number: number): ListedReason {
  const reasons: readonly ListedReason[] = [
    "key-compromise",
    "ca-compromise",
    "affiliation-changed",
    "superseded",
    "cessation-of-operation",
    "certificate-hold",
    "privilege-withdrawn",
    "aa-compromise",
  ];
  return reasons.find((reason) => listedReasons[reason] === number) ?? "unspecified";
}

/** Of an issuingDistributionPoint (RFC 5280, section 5.2.5) only the address and `onlyContainsUserCerts` leave nothing out. */
function requireWholeScope(point: Bytes | undefined): void {
  const fields = point === undefined ? undefined : enterDer(point);
  fields?.optional(contextTag(0));
  fields?.optional(primitiveContextTag(1));
  fields?.end();
}

/** The values of the following extensions, by their identifiers; a critical one must be an issuingDistributionPoint. */
function readExtensions(reader: DerReader): Map<string, Bytes> {
  const values = new Map<string, Bytes>();
  const extensions = reader.enter();
  while (extensions.more) {
    const extension = extensions.enter();
    const id = extension.oid();
    const critical = extension.optional(tag.boolean)?.content[0] === 255;
    if (critical && id !== issuingDistributionPoint) throw new KoshinError("der-malformed");
    values.set(id, extension.next(tag.octetString).content);
  }
  return values;
}
