import { toHex, type Bytes } from "../bytes.ts";
import { enterDer, type DerReader } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";
import { berToDer } from "./ber.ts";
import { oids } from "./oids.ts";

/** One entry of a PKCS#12 file (RFC 7292, section 4.2). */
export interface SafeBag {
  /** The OID of the kind of entry. */
  readonly type: string;
  /** A reader positioned before the entry's value. */
  readonly value: DerReader;
  readonly friendlyName: string | undefined;
  /** Links a key to its certificate, in hexadecimal. */
  readonly localKeyId: string | undefined;
}

/**
 * Reads the entries of a SafeContents.
 *
 * @throws KoshinError `der-malformed`
 */
export function readSafeContents(ber: Bytes): SafeBag[] {
  const entries = enterDer(berToDer(ber));
  const bags: SafeBag[] = [];
  while (entries.more) {
    const bag = entries.enter();
    bags.push({ type: bag.oid(), value: bag.enter(contextTag(0)), ...readAttributes(bag) });
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

function readAttributes(bag: DerReader): Pick<SafeBag, "friendlyName" | "localKeyId"> {
  let friendlyName: string | undefined;
  let localKeyId: string | undefined;
  if (bag.more) {
    const attributes = bag.enter(tag.set);
    while (attributes.more) {
      const attribute = attributes.enter();
      const type = attribute.oid();
      const values = attribute.enter(tag.set);
      if (type === oids.friendlyName) {
        friendlyName = new TextDecoder("utf-16be").decode(values.next(tag.bmpString).content);
      } else if (type === oids.localKeyId) {
        localKeyId = toHex(values.next(tag.octetString).content);
      }
    }
  }
  return { friendlyName, localKeyId };
}
