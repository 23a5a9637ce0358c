import type { Bytes } from "../bytes.ts";
import { enterDer, readAs, type DerReader } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { integer, oid, sequence, setOf } from "../der/write.ts";
import { isCurve, keyKinds, rsaBits, type CurveKind, type KeyKind } from "../key-kind.ts";

const ecPublicKey = "1.2.840.10045.2.1";
/** Each curve, with ecdsa-with-SHA256 or ecdsa-with-SHA384 (RFC 5480, section 2.1.1.1; RFC 5758, section 3.2). */
const curves: Readonly<Record<CurveKind, { readonly curve: string; readonly signature: string }>> = {
  "P-256": { curve: "1.2.840.10045.3.1.7", signature: "1.2.840.10045.4.3.2" },
  "P-384": { curve: "1.3.132.0.34", signature: "1.2.840.10045.4.3.3" },
};
const rsaEncryption = "1.2.840.113549.1.1.1";
const sha256WithRsa = "1.2.840.113549.1.1.11";

/**
 * The requirements for a certification request, as EST's CsrAttrs (RFC 7030, section 4.5.2; RFC 8951, section 2.3):
 * for each kind of key, the preferred one first, the key's type and size and the signature algorithm.
 *
 * @returns DER
 */
export function writeCsrAttributes(kinds: readonly KeyKind[]): Bytes {
  return sequence(...kinds.flatMap(attributes));
}

function attributes(kind: KeyKind): Bytes[] {
  if (!isCurve(kind)) {
    return [sequence(oid(rsaEncryption), setOf(integer(rsaBits(kind)))), oid(sha256WithRsa)];
  }
  const { curve, signature } = curves[kind];
  return [sequence(oid(ecPublicKey), setOf(oid(curve))), oid(signature)];
}

/**
 * The kinds of key that CsrAttrs lists, in its order; everything else in it is skipped.
 *
 * @throws KoshinError `response-malformed`
 */
export function readCsrAttributes(der: Bytes): KeyKind[] {
  return readAs("response-malformed", () => {
    const list = enterDer(der);
    const kinds: KeyKind[] = [];
    while (list.more) {
      if (!list.startsWith(tag.sequence)) {
        list.any();
        continue;
      }
      const attribute = list.enter();
      const type = attribute.oid();
      const values = attribute.enter(tag.set);
      attribute.end();
      const kind = kindOf(type, values);
      if (kind !== undefined) kinds.push(kind);
    }
    return kinds;
  });
}

function kindOf(type: string, values: DerReader): KeyKind | undefined {
  if (type === ecPublicKey && values.startsWith(tag.oid)) {
    const named = values.oid();
    return keyKinds.filter(isCurve).find((kind) => curves[kind].curve === named);
  }
  if (type !== rsaEncryption || !values.startsWith(tag.integer)) return undefined;
  const bits = values.small();
  return keyKinds.find((kind) => kind === `RSA-${bits}`);
}
