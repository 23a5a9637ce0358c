import type { Bytes } from "../bytes.ts";
import { enterDer, readAs, type DerReader } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";
import { context, integer, oid, sequence, setOf } from "../der/write.ts";
import { KoshinError } from "../errors.ts";

const signedData = "1.2.840.113549.1.7.2";
const data = "1.2.840.113549.1.7.1";
const types = { signedData: oid(signedData), data: oid(data) };

/**
 * Packs certificates (DER) into an unsigned SignedData, as in EST responses (RFC 5652, section 5; RFC 7030, section
 * 4.1.3). Their order is kept, so that the leaf can come first; DER would sort them.
 */
export function writeCertsOnly(certificates: readonly Bytes[]): Bytes {
  return sequence(
    types.signedData,
    context(0, sequence(integer(1), setOf(), sequence(types.data), context(0, ...certificates), setOf())),
  );
}

/**
 * The certificates (DER) of a certs-only SignedData, in its order; revocation lists in it are skipped.
 *
 * @throws KoshinError `response-malformed`, also if it contains no certificate
 */
export function readCertsOnly(der: Bytes): [Bytes, ...Bytes[]] {
  const [first, ...others] = readCertsAndLists(der).certificates;
  if (first === undefined) throw new KoshinError("response-malformed");
  return [first, ...others];
}

/** The certificates and revocation lists of a SignedData, DER. */
interface CertsAndLists {
  readonly certificates: readonly Bytes[];
  readonly lists: readonly Bytes[];
}

/**
 * The certificates and the revocation lists of a SignedData, in its order.
 *
 * @throws KoshinError `response-malformed`
 */
export function readCertsAndLists(der: Bytes): CertsAndLists {
  return readAs("response-malformed", () => {
    const contentInfo = enterDer(der);
    if (contentInfo.oid() !== signedData) throw new KoshinError("der-malformed");
    const explicit = contentInfo.enter(contextTag(0));
    contentInfo.end();
    const signed = explicit.enter();
    explicit.end();

    signed.small();
    signed.next(tag.set);
    signed.next(tag.sequence);
    const certificates = elementsUnder(signed, contextTag(0));
    const lists = elementsUnder(signed, contextTag(1));
    signed.next(tag.set);
    signed.end();
    return { certificates, lists };
  });
}

function elementsUnder(signed: DerReader, tagNumber: number): Bytes[] {
  const set = signed.startsWith(tagNumber) ? signed.enter(tagNumber) : undefined;
  const elements: Bytes[] = [];
  while (set?.more === true) elements.push(set.next(tag.sequence).der);
  return elements;
}
