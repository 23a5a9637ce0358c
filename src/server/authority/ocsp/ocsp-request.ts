import type { Bytes } from "../../../core/bytes.ts";
import { DerReader, enterDer } from "../../../core/der/read.ts";
import { contextTag, tag } from "../../../core/der/tag.ts";
import { KoshinError } from "../../../core/errors.ts";
import { readSerialNumber } from "../../../core/x509/serial-number.ts";

/** The number of certificates that one request may ask for, so that none causes any amount of work. */
const mostCertificates = 20;
/** The longest CertID, in octets: two SHA-512 and their algorithm, and a serial number longer than any that is known. */
const longestId = 512;
/** The longest nonce, in octets; the shortest is 1 (RFC 9654, section 2.1). */
const longestNonce = 128;

/** The hash functions by which a certificate may be asked for. */
type IdHash = "sha1" | "sha256";

/** A certificate that is asked for (RFC 6960, section 4.1.1). */
export interface CertificateId {
  /** CertID, DER, which the answer repeats. */
  readonly der: Bytes;
  /** Undefined if it is none of those that are known here. */
  readonly hash: IdHash | undefined;
  /** The hash of the issuer's Name. */
  readonly nameHash: Bytes;
  /** The hash of the bits of the issuer's key. */
  readonly keyHash: Bytes;
  /** As `parseCertificate` reads it. */
  readonly serial: string;
}

/** A request for the states of certificates. */
export interface OcspRequest {
  readonly ids: readonly [CertificateId, ...CertificateId[]];
  /** The nonce to repeat, as the value of its extension; undefined without one. */
  readonly nonce: Bytes | undefined;
}

/** The extension with the nonce (RFC 9654, section 2.1). */
export const nonceExtension = "1.3.6.1.5.5.7.48.1.2";

const hashes = new Map<string, IdHash>([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
]);

/**
 * Reads a request (RFC 6960, section 4.1.1). Its signature and the name of its sender are ignored, because everybody gets
 * an answer, and so are unknown extensions that are not critical.
 *
 * @param der DER
 * @throws KoshinError `der-malformed`, also if it asks for no certificate or for too many, has an unknown critical
 * extension, or a nonce that is empty or too long
 */
export function readOcspRequest(der: Bytes): OcspRequest {
  const outer = enterDer(der);
  const request = outer.enter();
  outer.optional(contextTag(0));
  outer.end();
  if (request.startsWith(contextTag(0)) && request.enter(contextTag(0)).small() !== 0) throw new KoshinError("der-malformed");
  request.optional(contextTag(1));
  const list = request.enter();
  const ids: CertificateId[] = [];
  while (list.more && ids.length < mostCertificates) ids.push(readSingleRequest(list.enter()));
  list.end();
  const nonce = request.more ? readExtensions(request.enter(contextTag(2)), nonceExtension) : undefined;
  request.end();
  if (nonce !== undefined) requireNonce(nonce);
  const [first, ...others] = ids;
  if (first === undefined) throw new KoshinError("der-malformed");
  return { ids: [first, ...others], nonce };
}

function readSingleRequest(single: DerReader): CertificateId {
  const { der, content } = single.next(tag.sequence);
  if (single.more) readExtensions(single.enter(contextTag(0)));
  single.end();
  const id = new DerReader(content);
  const algorithm = id.enter();
  const hash = hashes.get(algorithm.oid());
  algorithm.optional(tag.null);
  algorithm.end();
  const nameHash = id.next(tag.octetString).content;
  const keyHash = id.next(tag.octetString).content;
  const { content: number } = id.next(tag.integer);
  id.end();
  if (der.length > longestId) throw new KoshinError("der-malformed");
  return { der, hash, nameHash, keyHash, serial: readSerialNumber(number) };
}

/** The value of one extension, if it is there; every other must not be critical. */
function readExtensions(reader: DerReader, wanted?: string): Bytes | undefined {
  let found: Bytes | undefined;
  const extensions = reader.enter();
  reader.end();
  while (extensions.more) {
    const extension = extensions.enter();
    const id = extension.oid();
    const critical = extension.optional(tag.boolean)?.content[0] === 255;
    const value = extension.next(tag.octetString).content;
    if (id === wanted) found = value;
    else if (critical) throw new KoshinError("der-malformed");
  }
  return found;
}

function requireNonce(value: Bytes): void {
  const reader = new DerReader(value);
  const { length } = reader.next(tag.octetString).content;
  reader.end();
  if (length === 0 || length > longestNonce) throw new KoshinError("der-malformed");
}
