import { concat, type Bytes } from "../bytes.ts";
import { DerReader } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { element } from "../der/write.ts";
import { KoshinError, type ErrorCode } from "../errors.ts";

/** Deeper than any key file is nested. */
const maxDepth = 32;
const constructed = 0x20;

/**
 * Rewrites BER as definite-length DER, because NSS and others write key files with indefinite lengths and with
 * segmented octet strings (ITU-T X.690, sections 8.1.3.6 and 8.7.3). Nothing may follow the one element.
 *
 * @param endsTooEarly the error code if the bytes end before the outermost element does
 * @throws KoshinError `der-malformed` or `endsTooEarly`
 */
export function berToDer(ber: Bytes, endsTooEarly: ErrorCode = "der-malformed"): Bytes {
  const source = new BerReader(ber, endsTooEarly);
  const der = source.convert({ end: ber.length, stated: false }, 0);
  source.end();
  return der;
}

/**
 * The first element of these bytes, unchanged: files may have line breaks or padding after it.
 *
 * @throws KoshinError `der-malformed`
 */
export function leadingElement(ber: Bytes): Bytes {
  const source = new BerReader(ber, "der-malformed");
  source.convert({ end: ber.length, stated: false }, 0);
  return ber.subarray(0, source.offset);
}

/** Joins the segments of a constructed octet string. */
export function joinOctetStrings(pieces: Bytes): Bytes {
  const reader = new DerReader(pieces);
  const contents: Bytes[] = [];
  while (reader.more) contents.push(reader.next(tag.octetString).content);
  return concat(contents);
}

/** Where an element must end; `stated` if an enclosing element says so, otherwise because the bytes end there. */
interface Bound {
  readonly end: number;
  readonly stated: boolean;
}

class BerReader {
  readonly #bytes: Bytes;
  readonly #endsTooEarly: ErrorCode;
  #offset = 0;

  /** Where the next element begins. */
  get offset(): number {
    return this.#offset;
  }

  constructor(bytes: Bytes, endsTooEarly: ErrorCode) {
    this.#bytes = bytes;
    this.#endsTooEarly = endsTooEarly;
  }

  convert(bound: Bound, depth: number): Bytes {
    const type = this.#octet(bound);
    const length = this.#length(bound);
    if (depth > maxDepth || (type & 31) === 31) throw new KoshinError("der-malformed");
    const end = this.#offset + (length ?? 0);
    if (end > bound.end) throw this.#outOfBounds(bound);
    if (!(type & constructed)) {
      if (length === undefined) throw new KoshinError("der-malformed");
      const content = this.#bytes.subarray(this.#offset, end);
      this.#offset = end;
      return element(type, content);
    }
    const children: Bytes[] = [];
    if (length === undefined) {
      while (this.#bytes[this.#offset] !== 0) children.push(this.convert(bound, depth + 1));
      // End-of-contents: two zero octets.
      this.#octet(bound);
      if (this.#octet(bound) !== 0) throw new KoshinError("der-malformed");
    } else {
      while (this.#offset < end) children.push(this.convert({ end, stated: true }, depth + 1));
    }
    return type === (tag.octetString | constructed)
      ? element(tag.octetString, joinOctetStrings(concat(children)))
      : // There may be more of them than a function takes arguments.
        element(type, concat(children));
  }

  end(): void {
    if (this.#offset !== this.#bytes.length) throw new KoshinError("der-malformed");
  }

  /** The length octets; undefined for the indefinite form. */
  #length(bound: Bound): number | undefined {
    const first = this.#octet(bound);
    if (first === 0x80) return undefined;
    if (first < 0x80) return first;
    if (first > 0x84) throw new KoshinError("der-malformed");
    let length = 0;
    for (let octets = first & 127; octets > 0; octets--) length = length * 256 + this.#octet(bound);
    return length;
  }

  #octet(bound: Bound): number {
    const octet = this.#bytes[this.#offset];
    if (octet === undefined || this.#offset >= bound.end) throw this.#outOfBounds(bound);
    this.#offset++;
    return octet;
  }

  #outOfBounds(bound: Bound): KoshinError {
    return new KoshinError(bound.stated ? "der-malformed" : this.#endsTooEarly);
  }
}
