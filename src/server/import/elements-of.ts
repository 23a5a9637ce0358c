import type { Bytes } from "../../core/bytes.ts";
import { DerReader } from "../../core/der/read.ts";
import { KoshinError } from "../../core/errors.ts";
import { berToDer, leadingElement } from "../../core/pkcs12/ber.ts";
import { readCertsAndLists } from "../../core/x509/certs-only.ts";
import { elementKind } from "../../core/x509/element-kind.ts";
import type { Found } from "./source-item.ts";

/**
 * The largest element in BER, or PKCS#12 file, in octets: a file of ten thousand certificates has 20 megabytes. It is
 * converted to DER as a whole.
 */
const largestBer = 64 * 1024 * 1024;

/**
 * What an element is or contains, whatever it is called: a certificate, a revocation list, a PKCS#7 message or a PKCS#12
 * file, or a private key.
 *
 * @param octets DER or BER; anything may follow it
 */
export function elementsOf(octets: Bytes): Found[] {
  try {
    // Most elements are DER, and a million of them would take minutes to convert.
    const plain = readOr(undefined, () => new DerReader(octets).any().der);
    const kind = plain && readOr(undefined, () => elementKind(plain));
    const message = plain && kind === "content-info" ? readOr(undefined, () => elementsOfMessage(plain)) : undefined;
    if (message !== undefined) return message;
    if (plain && kind === "certificate") return [{ kind: "certificate", der: plain }];
    if (plain && kind === "revocation-list") return [{ kind: "list", der: plain }];
    if ((plain ?? octets).length > largestBer) return [{ kind: "refused", code: "too-large" }];
    const whole = plain ?? leadingElement(octets);
    const der = berToDer(whole);
    switch (elementKind(der)) {
      case "certificate":
        return [{ kind: "certificate", der: whole }];
      case "revocation-list":
        return [{ kind: "list", der: whole }];
      case "pfx":
        return [{ kind: "pkcs12", der: whole }];
      case "content-info":
        return elementsOfMessage(der);
      case "key":
        return [{ kind: "private-key" }];
      case undefined:
        return [{ kind: "refused", code: "nothing-found" }];
    }
  } catch (error) {
    if (error instanceof KoshinError) return [{ kind: "refused", code: "malformed" }];
    throw error;
  }
}

/** Of a PKCS#7 message; its lists come last, because they revoke what was imported before. */
function elementsOfMessage(message: Bytes): Found[] {
  const { certificates, lists } = readCertsAndLists(message);
  if (certificates.length + lists.length === 0) return [{ kind: "refused", code: "nothing-found" }];
  return [
    ...certificates.map((der) => ({ kind: "certificate", der }) as const),
    ...lists.map((der) => ({ kind: "list", der }) as const),
  ];
}

function readOr<Value, Other>(other: Other, read: () => Value): Value | Other {
  try {
    return read();
  } catch (error) {
    if (error instanceof KoshinError) return other;
    throw error;
  }
}
