import { toHex, type Bytes } from "../bytes.ts";
import { enterDer, type DerReader } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";
import { berToDer } from "./ber.ts";
import { oids } from "./oids.ts";

/** One entry of a PKCS#12 file (RFC 7292, section 4.2). */
export interface SafeBag extends BagAttributes {
  /** The OID of the bag type. */
  readonly type: string;
  /** A reader positioned before the entry's value. */
  readonly value: DerReader;
}

/** What a file says about an entry. */
export interface BagAttributes {
  readonly friendlyName: string | undefined;
  /** Links a key to its certificate, in hexadecimal. */
  readonly localKeyId: string | undefined;
}

/**
 * Reads the entries of a SafeContents, and of those nested in it.
 *
 * @throws KoshinError `der-malformed`, also if they are nested deeper than BER may be
 */
export function readSafeContents(ber: Bytes): SafeBag[] {
  return readEntries(enterDer(berToDer(ber)));
}

function readEntries(entries: DerReader): SafeBag[] {
  const bags: SafeBag[] = [];
  while (entries.more) {
    const bag = entries.enter();
    const type = bag.oid();
    const value = bag.enter(contextTag(0));
    if (type === oids.safeContentsBag) for (const nested of readEntries(value.enter())) bags.push(nested);
    else bags.push({ type, value, ...readAttributes(bag) });
  }
  return bags;
}

/**
 * The certificate (DER) in a certificate bag; undefined if it is not an X.509 certificate.
 *
 * @throws KoshinError `der-malformed`
 */
export function readCertificateBag(value: DerReader): Bytes | undefined {
  const bag = value.enter();
  if (bag.oid() !== oids.x509Certificate) return undefined;
  return bag.enter(contextTag(0)).next(tag.octetString).content;
}

/** An attribute without a value, or with one of another type, is skipped. */
function readAttributes(bag: DerReader): BagAttributes {
  let friendlyName: string | undefined;
  let localKeyId: string | undefined;
  if (bag.more) {
    const attributes = bag.enter(tag.set);
    while (attributes.more) {
      const attribute = attributes.enter();
      const type = attribute.oid();
      const values = attribute.enter(tag.set);
      if (type === oids.friendlyName) {
        const name = values.optional(tag.bmpString);
        friendlyName = name && new TextDecoder("utf-16be").decode(name.content);
      } else if (type === oids.localKeyId) {
        const id = values.optional(tag.octetString);
        localKeyId = id && toHex(id.content);
      }
    }
  }
  return { friendlyName, localKeyId };
}
