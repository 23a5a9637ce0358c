import { toHex, type Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer } from "../../../core/der/read.ts";
import { contextTag, primitiveContextTag, tag } from "../../../core/der/tag.ts";
import { decodeTime } from "../../../core/der/time.ts";
import { KoshinError } from "../../../core/errors.ts";
import { listedReasons, type ListedReason } from "../../../core/revocation-reason.ts";
import type { IssuingAuthority } from "../authority.ts";
import { isSignedWith, readSignedData } from "../signing/signed-data.ts";

/** An entry of a revocation list. */
export interface ListedRevocation {
  /** As `parseCertificate` reads it. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: ListedReason;
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
  /**
   * Whether it is complete for the certificates of its issuer: no delta, for all reasons and people, and without a critical
   * extension that is not understood (RFC 5280, section 5.2).
   */
  readonly complete: boolean;
  /** Reads the entries one by one. @throws KoshinError `der-malformed` */
  entries(): Generator<ListedRevocation>;
}

/** A possible issuer of a revocation list. */
export type ListIssuer = Pick<IssuingAuthority, "issuerKeyIdentifier" | "publicKey">;

/** A revocation list with the authority that signed it. */
export interface SignedList extends RevocationList {
  readonly authority: ListIssuer;
}

const id = { number: "2.5.29.20", reason: "2.5.29.21", delta: "2.5.29.27", scope: "2.5.29.28", key: "2.5.29.35" };
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
  list.optional(tag.integer);
  list.next(tag.sequence);
  const issuer = list.next(tag.sequence).der;
  const thisUpdate = decodeTime(list.any());
  const hasNext = list.startsWith(tag.utcTime) || list.startsWith(tag.generalizedTime);
  const nextUpdate = hasNext ? decodeTime(list.any()) : undefined;
  const revoked = list.optional(tag.sequence)?.content ?? new Uint8Array();
  const extensions = list.startsWith(contextTag(0)) ? readExtensions(list.enter(contextTag(0))) : new Map<string, Extension>();
  const [number, scope, key] = [extensions.get(id.number), extensions.get(id.scope), extensions.get(id.key)];
  const isForeign = [...extensions].some(([type, { critical }]) => critical && !understood.has(type));
  const isWhole = !isForeign && !extensions.has(id.delta);
  return {
    der,
    issuer,
    keyIdentifier: key && enterDer(key.value).optional(primitiveContextTag(0))?.content,
    thisUpdate,
    nextUpdate,
    number: number && BigInt(`0x0${toHex(new DerReader(number.value).unsigned())}`),
    complete: isWhole && (scope === undefined || coversPeople(scope.value)),
    *entries() {
      const entries = new DerReader(revoked);
      while (entries.more) yield readEntry(entries.enter());
    },
  };
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

/** issuingDistributionPoint: the list may be limited to certificates of people, but to nothing else (section 5.2.5). */
function coversPeople(scope: Bytes): boolean {
  const limits = enterDer(scope);
  while (limits.more) {
    const { tag: limit, content } = limits.any();
    const isSet = content[0] !== 0;
    if (limit !== contextTag(0) && limit !== primitiveContextTag(1) && isSet) return false;
  }
  return true;
}

function readEntry(entry: DerReader): ListedRevocation {
  const { content } = entry.next(tag.integer);
  const serial = toHex(content[0] === 0 && content.length > 1 ? content.subarray(1) : content);
  const revokedAt = decodeTime(entry.any());
  const extensions = entry.more ? readExtensions(entry) : new Map<string, Extension>();
  // Such as the issuer of the certificate, if that is another one.
  for (const [type, { critical }] of extensions) if (critical && type !== id.reason) throw new KoshinError("der-malformed");
  const code = extensions.get(id.reason);
  const [number] = code === undefined ? [] : new DerReader(code.value).next(enumerated).content;
  return { serial, revokedAt, reason: reasonNumbered(number) };
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

/** The following extensions, by their identifiers. */
function readExtensions(reader: DerReader): Map<string, Extension> {
  const read = new Map<string, Extension>();
  const extensions = reader.enter();
  while (extensions.more) {
    const extension = extensions.enter();
    const type = extension.oid();
    const critical = extension.optional(tag.boolean)?.content[0] === 255;
    read.set(type, { critical, value: extension.next(tag.octetString).content });
  }
  return read;
}
