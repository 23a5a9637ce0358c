import type { Bytes } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { integer, oid, sequence, setOf } from "../der/write.ts";
import type { KeyKind } from "../key-kind.ts";

const ecPublicKey = "1.2.840.10045.2.1";
const prime256v1 = "1.2.840.10045.3.1.7";
const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
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
  switch (kind) {
    case "P-256":
      return [sequence(oid(ecPublicKey), setOf(oid(prime256v1))), oid(ecdsaWithSha256)];
    case "RSA-2048":
      return [sequence(oid(rsaEncryption), setOf(integer(2048))), oid(sha256WithRsa)];
  }
}

/**
 * The kinds of key that CsrAttrs name, in their order; everything else in them is skipped.
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
      if (type === ecPublicKey && values.startsWith(tag.oid) && values.oid() === prime256v1) kinds.push("P-256");
      if (type === rsaEncryption && values.startsWith(tag.integer) && values.small() === 2048) kinds.push("RSA-2048");
    }
    return kinds;
  });
}
