import { toHex, type Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer } from "../../../core/der/read.ts";
import { contextTag, primitiveContextTag, tag } from "../../../core/der/tag.ts";
import { decodeTime } from "../../../core/der/time.ts";
import { KoshinError } from "../../../core/errors.ts";
import { listedReasons, type ListedReason } from "../../../core/revocation-reason.ts";
import { readSerialNumber } from "../../../core/x509/serial-number.ts";
import type { IssuingAuthority } from "../authority.ts";
import { isSignedWith, readSignedData } from "../signing/signed-data.ts";
import { directoryPoint, pointNames } from "./distribution-points.ts";

/** Why nothing may be concluded from a revocation list (RFC 5280, section 5). */
export type ListFault =
  /** It is a delta, or limited to some reasons or to authorities' certificates. */
  | "partial"
  /** It has a critical extension that is not supported, or entries of other issuers. */
  | "unsupported"
  /** The next one is due before it was issued. */
  | "dates"
  /** Its number has more than 20 octets (section 5.2.3). */
  | "number";

/** An entry of a revocation list. */
export interface ListedRevocation {
  /** As `parseCertificate` reads it. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: ListedReason;
  /** What this entry shows of the whole list. */
  readonly fault: ListFault | undefined;
}

/** A revocation list, this service's or another program's. */
export interface RevocationList {
  readonly der: Bytes;
  /** The Name of its issuer, DER. */
  readonly issuer: Bytes;
  /** What it says about the issuer's key; undefined if nothing. */
  readonly keyIdentifier: Bytes | undefined;
  readonly thisUpdate: Date;
  /** When the next one is due; undefined if the list does not say. */
  readonly nextUpdate: Date | undefined;
  /** The CRL number; undefined without one. */
  readonly number: bigint | undefined;
  readonly fault: ListFault | undefined;
  /**
   * The names of its distribution point, as `pointNames` writes them, if it is for the certificates that name this point
   * alone, and may be one of several (section 5.2.5): of others it does not say that they are not revoked.
   */
  readonly points: readonly string[] | undefined;
  /** Reads the entries one by one. @throws KoshinError `der-malformed` */
  entries(): Generator<ListedRevocation>;
}

/** A possible issuer of a revocation list. */
export type ListIssuer = Pick<IssuingAuthority, "issuerKeyIdentifier" | "publicKey">;

/** A revocation list with the authority that signed it. */
export interface SignedList extends RevocationList {
  readonly authority: ListIssuer;
}

const id = {
  ...{ number: "2.5.29.20", reason: "2.5.29.21", delta: "2.5.29.27", scope: "2.5.29.28", entryIssuer: "2.5.29.29" },
  key: "2.5.29.35",
};
/** Of CRL numbers, in octets. */
const longestNumber = 20;
/** Only a delta removes entries (section 5.3.1). */
const removeFromList = 8;
const understood: ReadonlySet<string> = new Set([id.number, id.scope, id.key]);
const enumerated = 0x0a;

/**
 * Reads a revocation list (RFC 5280, section 5.1), also of version 1, without a CRL number, or without a date for the next
 * one. Its signature is not verified.
 *
 * @throws KoshinError `der-malformed`
 */
export function readRevocationList(der: Bytes): RevocationList {
  const outer = enterDer(der);
  const list = outer.enter();
  const version = list.startsWith(tag.integer) ? list.small() : 0;
  if (version > 1) throw new KoshinError("der-malformed");
  list.next(tag.sequence);
  const issuer = list.next(tag.sequence).der;
  const thisUpdate = decodeTime(list.any());
  const hasNext = list.startsWith(tag.utcTime) || list.startsWith(tag.generalizedTime);
  const nextUpdate = hasNext ? decodeTime(list.any()) : undefined;
  const revoked = list.optional(tag.sequence)?.content ?? new Uint8Array();
  const extensions = list.startsWith(contextTag(0)) ? readExtensions(list.enter(contextTag(0))) : new Map<string, Extension>();
  list.end();
  const [numbering, scope, key] = [extensions.get(id.number), extensions.get(id.scope), extensions.get(id.key)];
  const number = numbering && readNumber(numbering.value);
  const limits = scope ? readScope(scope.value, issuer) : { fault: undefined, points: undefined };
  const isForeign = [...extensions].some(([type, { critical }]) => critical && !understood.has(type));
  const isTooLong = number !== undefined && number.length > longestNumber;
  const factsFault = nextUpdate !== undefined && nextUpdate < thisUpdate ? "dates" : isTooLong ? "number" : undefined;
  return {
    der,
    issuer,
    keyIdentifier: key && enterDer(key.value).optional(primitiveContextTag(0))?.content,
    thisUpdate,
    nextUpdate,
    number: number && BigInt(`0x0${toHex(number.subarray(0, longestNumber))}`),
    fault: extensions.has(id.delta) ? "partial" : isForeign ? "unsupported" : (limits.fault ?? factsFault),
    points: limits.points,
    *entries() {
      const entries = new DerReader(revoked);
      while (entries.more) yield readEntry(entries.enter());
    },
  };
}

function readNumber(value: Bytes): Bytes {
  const reader = new DerReader(value);
  const number = reader.unsigned();
  reader.end();
  return number;
}

/**
 * Reads a revocation list and finds the authority that signed it.
 *
 * @returns undefined if none of the authorities did
 * @throws KoshinError `der-malformed`
 */
export function readSignedList(der: Bytes, authorities: readonly ListIssuer[]): SignedList | undefined {
  const signed = readSignedData(der);
  const authority = authorities.find(({ publicKey }) => isSignedWith(signed, publicKey));
  return authority && { ...readRevocationList(der), authority };
}

/** The fields of issuingDistributionPoint (RFC 5280, section 5.2.5); a list of people's certificates alone is complete for them. */
const limit = { point: contextTag(0), people: primitiveContextTag(1), indirect: primitiveContextTag(4) };
/** Those that are true or false; the reasons are a bit string. */
const truths: ReadonlySet<number> = new Set([1, 2, 4, 5].map(primitiveContextTag));

function readScope(value: Bytes, issuer: Bytes): Pick<RevocationList, "fault" | "points"> {
  const limits = enterDer(value);
  const set = new Map<number, Bytes>();
  while (limits.more) {
    const { tag: field, content } = limits.any();
    if (set.has(field)) throw new KoshinError("der-malformed");
    set.set(field, content);
  }
  for (const [field, { length, 0: first }] of set) if (truths.has(field) && length === 1 && first === 0) set.delete(field);
  const point = set.get(limit.point);
  const names = point && pointNames(point, issuer);
  set.delete(limit.point);
  set.delete(limit.people);
  const isIndirect = set.delete(limit.indirect);
  return {
    fault: set.size > 0 ? "partial" : isIndirect ? "unsupported" : undefined,
    // Every certificate of an issuer is looked up under its Name, too (section 6.3.3, the last paragraph).
    points: names?.includes(directoryPoint(issuer)) === true ? undefined : names,
  };
}

function readEntry(entry: DerReader): ListedRevocation {
  const serial = readSerialNumber(entry.next(tag.integer).content);
  const revokedAt = decodeTime(entry.any());
  const extensions = entry.more ? readExtensions(entry) : new Map<string, Extension>();
  entry.end();
  const isForeign = [...extensions].some(([type, { critical }]) => critical && type !== id.reason);
  const reason = extensions.get(id.reason);
  const number = reason && readReason(reason.value);
  // The issuer of this and the following certificates, if it is not the list's: it is critical, but not everybody says so.
  const fault = isForeign || extensions.has(id.entryIssuer) ? "unsupported" : number === removeFromList ? "partial" : undefined;
  return { serial, revokedAt, reason: reasonNumbered(number), fault };
}

function readReason(value: Bytes): number {
  const reader = new DerReader(value);
  const { content } = reader.next(enumerated);
  reader.end();
  const [number] = content;
  if (number === undefined || content.length > 1) throw new KoshinError("der-malformed");
  return number;
}

const reasons = new Map<number, ListedReason>();
for (const reason of Object.keys(listedReasons)) if (isReason(reason)) reasons.set(listedReasons[reason], reason);

function isReason(text: string): text is ListedReason {
  return Object.hasOwn(listedReasons, text);
}

/** An unknown reason is read as unspecified. */
function reasonNumbered(number: number | undefined): ListedReason {
  return reasons.get(number ?? 0) ?? "unspecified";
}

interface Extension {
  readonly critical: boolean;
  readonly value: Bytes;
}

/** The following extensions, by their identifiers. A repeated one is malformed (RFC 5280, section 4.2). */
function readExtensions(reader: DerReader): Map<string, Extension> {
  const read = new Map<string, Extension>();
  const extensions = reader.enter();
  while (extensions.more) {
    const extension = extensions.enter();
    const type = extension.oid();
    // DER has one value for true, but programs that read any other as true must not be told otherwise.
    const critical = (extension.optional(tag.boolean)?.content[0] ?? 0) !== 0;
    const { content } = extension.next(tag.octetString);
    extension.end();
    if (read.has(type)) throw new KoshinError("der-malformed");
    read.set(type, { critical, value: content });
  }
  return read;
}
