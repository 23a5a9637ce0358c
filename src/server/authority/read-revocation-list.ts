import { verify } from "node:crypto";
import { toHex, type Bytes } from "../../core/bytes.ts";
import { DerReader, enterDer } from "../../core/der/read.ts";
import { contextTag, tag } from "../../core/der/tag.ts";
import { decodeTime } from "../../core/der/time.ts";
import { revocationReasons, type RevocationReason } from "../../core/revocation-reason.ts";
import type { IssuingAuthority } from "./authority.ts";

/** An entry of a revocation list. */
interface ListedCertificate {
  /** Upper-case hexadecimal. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

/** A possible issuer of a revocation list. */
export type ListIssuer = Pick<IssuingAuthority, "issuerKeyIdentifier" | "publicKey">;

/** A revocation list signed by one of the authorities. */
export interface SignedList {
  readonly authority: ListIssuer;
  /** The CRL number. */
  readonly number: number;
  readonly thisUpdate: Date;
  readonly der: Bytes;
  readonly certificates: readonly ListedCertificate[];
}

const reasonCode = "2.5.29.21";
const crlNumber = "2.5.29.20";
const enumerated = 0x0a;

/**
 * Reads a revocation list as `signRevocationList` writes it (RFC 5280, section 5.1).
 *
 * @returns undefined if none of the authorities has signed it
 * @throws KoshinError `der-malformed`
 */
export function readRevocationList(der: Bytes, authorities: readonly ListIssuer[]): SignedList | undefined {
  const outer = enterDer(der);
  const signed = outer.next(tag.sequence);
  outer.next(tag.sequence);
  const signature = outer.bits();
  const authority = authorities.find(({ publicKey }) => verify("sha256", signed.der, publicKey, signature));
  if (authority === undefined) return undefined;
  const list = new DerReader(signed.content);
  list.small();
  list.next(tag.sequence);
  list.next(tag.sequence);
  const thisUpdate = decodeTime(list.any());
  decodeTime(list.any());
  const certificates: ListedCertificate[] = [];
  const entries = list.startsWith(tag.sequence) ? list.enter() : undefined;
  while (entries?.more === true) certificates.push(readEntry(entries.enter()));
  const extensions = readExtensions(list.enter(contextTag(0)));
  const number = new DerReader(extensions.get(crlNumber) ?? new Uint8Array()).unsigned();
  return { authority, number: number.reduce((sum, octet) => sum * 256 + octet, 0), thisUpdate, der, certificates };
}

function readEntry(entry: DerReader): ListedCertificate {
  const serial = toHex(entry.unsigned());
  const revokedAt = decodeTime(entry.any());
  const code = entry.more ? readExtensions(entry).get(reasonCode) : undefined;
  const [number] = code === undefined ? [] : new DerReader(code).next(enumerated).content;
  return { serial, revokedAt, reason: reasonOf(number ?? 0) };
}

/** An unknown reason is read as unspecified. */
function reasonOf(number: number): RevocationReason {
  const reasons: readonly RevocationReason[] = [
    "key-compromise",
    "affiliation-changed",
    "superseded",
    "cessation-of-operation",
    "privilege-withdrawn",
  ];
  return reasons.find((reason) => revocationReasons[reason] === number) ?? "unspecified";
}

/** The values of the following extensions, by their identifiers. */
function readExtensions(reader: DerReader): Map<string, Bytes> {
  const values = new Map<string, Bytes>();
  const extensions = reader.enter();
  while (extensions.more) {
    const extension = extensions.enter();
    const id = extension.oid();
    extension.optional(tag.boolean);
    values.set(id, extension.next(tag.octetString).content);
  }
  return values;
}
