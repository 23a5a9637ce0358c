import { toHex, type Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer } from "../../../core/der/read.ts";
import { contextTag, primitiveContextTag, tag } from "../../../core/der/tag.ts";
import { decodeTime } from "../../../core/der/time.ts";
import { revocationReasons, type RevocationReason } from "../../../core/revocation-reason.ts";

/** An entry of a revocation list. */
export interface ListedRevocation {
  /** As `parseCertificate` reads it. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

/** A revocation list of any program. Its signature is not verified. */
export interface ForeignList {
  readonly der: Bytes;
  /** The Name of its issuer, DER. */
  readonly issuer: Bytes;
  /** What it says about the issuer's key; undefined if nothing. */
  readonly keyIdentifier: Bytes | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** The CRL number; undefined without one. */
  readonly number: bigint | undefined;
  /** Whether it is complete for the certificates of its issuer: no delta, and for all reasons and people. */
  readonly complete: boolean;
  /** Reads the entries one by one. @throws KoshinError `der-malformed` */
  entries(): Generator<ListedRevocation>;
}

const id = { number: "2.5.29.20", reason: "2.5.29.21", delta: "2.5.29.27", scope: "2.5.29.28" };
const keyIdentifier = "2.5.29.35";
const enumerated = 0x0a;

/**
 * Reads a revocation list (RFC 5280, section 5.1), of version 1 too.
 *
 * @throws KoshinError `der-malformed`
 */
export function readForeignList(der: Bytes): ForeignList {
  const outer = enterDer(der);
  const list = outer.enter();
  list.optional(tag.integer);
  list.next(tag.sequence);
  const issuer = list.next(tag.sequence).der;
  const thisUpdate = decodeTime(list.any());
  const hasNext = list.startsWith(tag.utcTime) || list.startsWith(tag.generalizedTime);
  const nextUpdate = hasNext ? decodeTime(list.any()) : undefined;
  const revoked = list.optional(tag.sequence)?.content ?? new Uint8Array();
  const extensions = list.startsWith(contextTag(0)) ? readExtensions(list.enter(contextTag(0))) : new Map<string, Bytes>();
  const [number, scope, key] = [extensions.get(id.number), extensions.get(id.scope), extensions.get(keyIdentifier)];
  return {
    der,
    issuer,
    keyIdentifier: key && enterDer(key).optional(primitiveContextTag(0))?.content,
    thisUpdate,
    nextUpdate,
    number: number && BigInt(`0x0${toHex(new DerReader(number).unsigned())}`),
    complete: !extensions.has(id.delta) && (scope === undefined || coversPeople(scope)),
    *entries() {
      const entries = new DerReader(revoked);
      while (entries.more) yield readEntry(entries.enter());
    },
  };
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
  const code = entry.more ? readExtensions(entry).get(id.reason) : undefined;
  const [number] = code === undefined ? [] : new DerReader(code).next(enumerated).content;
  return { serial, revokedAt, reason: reasonNumbered(number) };
}

const reasons = new Map<number, RevocationReason>();
for (const reason of Object.keys(revocationReasons)) if (isReason(reason)) reasons.set(revocationReasons[reason], reason);

function isReason(text: string): text is RevocationReason {
  return Object.hasOwn(revocationReasons, text);
}

/** Suspensions and reasons that do not apply to people are read as unspecified: a certificate that was revoked stays so. */
function reasonNumbered(number: number | undefined): RevocationReason {
  return reasons.get(number ?? 0) ?? "unspecified";
}

function readExtensions(reader: DerReader): Map<string, Bytes> {
  const values = new Map<string, Bytes>();
  const extensions = reader.enter();
  while (extensions.more) {
    const extension = extensions.enter();
    const type = extension.oid();
    extension.optional(tag.boolean);
    values.set(type, extension.next(tag.octetString).content);
  }
  return values;
}
