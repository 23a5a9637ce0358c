import { createPrivateKey, sign, X509Certificate, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { concat, type Bytes } from "../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../src/core/days.ts";
import { encodeTime } from "../../src/core/der/time.ts";
import { bitString, context, element, integer, nullValue, octetString, oid, sequence } from "../../src/core/der/write.ts";
import { subjectIn } from "../../src/core/x509/certificate.ts";
import type { OtherAuthority } from "./other-authority.ts";

/** An entry that OpenSSL would not write. */
interface MadeEntry {
  /** Hexadecimal, or the octets of the INTEGER. */
  readonly serial: string | Bytes;
  readonly at?: Date;
  /** The number of the reason (RFC 5280, section 5.3.1). */
  readonly reason?: number;
  readonly extensions?: readonly Bytes[];
}

/** A list that OpenSSL would not write. */
interface MadeListOrder {
  readonly entries?: readonly MadeEntry[];
  readonly number?: number | Bytes;
  readonly thisUpdate?: Date;
  /** Null for none. */
  readonly nextUpdate?: Date | null;
  readonly extensions?: readonly Bytes[];
  /** Version 1, without any extension. */
  readonly version1?: true;
}

const sha256WithRsa = sequence(oid("1.2.840.113549.1.1.11"), nullValue());
const isTrue = element(1, Uint8Array.of(255));

/** An extension of a list or an entry. */
export function extension(type: string, value: Bytes, { critical = isTrue }: { readonly critical?: Bytes | false } = {}): Bytes {
  return sequence(oid(type), ...(critical === false ? [] : [critical]), octetString(value));
}

/** The fields of issuingDistributionPoint, by their tags. */
export const scope = (...fields: readonly Bytes[]): Bytes => extension("2.5.29.28", sequence(...fields));

/** Makes lists of an authority, octet by octet. */
export class ListMaker {
  readonly #key: KeyObject;
  readonly #name: Bytes;
  #number = 1;

  private constructor(key: KeyObject, name: Bytes) {
    this.#key = key;
    this.#name = name;
  }

  static async of(authority: Pick<OtherAuthority, "folder" | "certificate">): Promise<ListMaker> {
    const key = createPrivateKey(await readFile(join(authority.folder, "ca.key")));
    return new ListMaker(key, subjectIn(new X509Certificate(authority.certificate).raw));
  }

  /** A list, DER; by default a complete one with the next number. */
  list(made: MadeListOrder = {}): Bytes {
    const now = Date.now();
    const { thisUpdate = new Date(now), nextUpdate = new Date(now + 30 * dayInMilliseconds), entries = [] } = made;
    const number = made.number ?? this.#number++;
    const extensions = [extension("2.5.29.20", integer(number), { critical: false }), ...(made.extensions ?? [])];
    const signed = sequence(
      ...(made.version1 ? [] : [integer(1)]),
      sha256WithRsa,
      this.#name,
      encodeTime(thisUpdate),
      ...(nextUpdate === null ? [] : [encodeTime(nextUpdate)]),
      ...(entries.length === 0 ? [] : [sequence(concat(entries.map(encodeEntry)))]),
      ...(made.version1 ? [] : [context(0, sequence(...extensions))]),
    );
    return sequence(signed, sha256WithRsa, bitString(new Uint8Array(sign("sha256", signed, this.#key))));
  }
}

function encodeEntry({ serial, at = new Date(), reason, extensions = [] }: MadeEntry): Bytes {
  const why = reason === undefined ? [] : [extension("2.5.29.21", element(0x0a, Uint8Array.of(reason)), { critical: false })];
  const all = [...why, ...extensions];
  const number = typeof serial === "string" ? integer(new Uint8Array(Buffer.from(serial, "hex"))) : element(2, serial);
  return sequence(number, encodeTime(at), ...(all.length === 0 ? [] : [sequence(...all)]));
}
