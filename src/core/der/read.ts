import type { Bytes } from "../bytes.ts";
import { KoshinError, type ErrorCode } from "../errors.ts";
import { decodeOid } from "./oid.ts";
import { tag } from "./tag.ts";

/** One element of a DER encoding. */
export interface Element {
  readonly tag: number;
  readonly content: Bytes;
  /** The element with its identifier and length octets. */
  readonly der: Bytes;
}

/**
 * Reads DER elements one after another, as a schema expects them. Strict (ITU-T X.690, section 10.1): definite
 * lengths in their shortest form, nothing outside the bounds. Only requested elements are descended into, so that no
 * input can cause deeper recursion than the schema. Every method throws KoshinError `der-malformed`.
 */
export class DerReader {
  readonly #bytes: Bytes;
  #offset = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** Whether an element follows. */
  get more(): boolean {
    return this.#offset < this.#bytes.length;
  }

  /** The next element, whatever its tag. */
  any(): Element {
    const start = this.#offset;
    const tagNumber = this.#octet();
    let length = this.#octet();
    if ((tagNumber & 31) === 31) throw new KoshinError("der-malformed");
    if (length > 127) {
      const octets = length & 127;
      if (octets === 0 || octets > 4) throw new KoshinError("der-malformed");
      length = 0;
      for (let index = 0; index < octets; index++) length = length * 256 + this.#octet();
      if (length < 128 || length < 256 ** (octets - 1)) throw new KoshinError("der-malformed");
    }
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new KoshinError("der-malformed");
    const content = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return { tag: tagNumber, content, der: this.#bytes.subarray(start, end) };
  }

  /** The next element, which must have this tag. */
  next(tagNumber: number): Element {
    const found = this.any();
    if (found.tag !== tagNumber) throw new KoshinError("der-malformed");
    return found;
  }

  /** The next element if it has this tag. */
  optional(tagNumber: number): Element | undefined {
    return this.startsWith(tagNumber) ? this.any() : undefined;
  }

  /** Whether the next element has this tag. */
  startsWith(tagNumber: number): boolean {
    return this.#bytes[this.#offset] === tagNumber;
  }

  /** A reader of the contents of the next element, which must have this tag. */
  enter(tagNumber: number = tag.sequence): DerReader {
    return new DerReader(this.next(tagNumber).content);
  }

  /** The dotted form of the OBJECT IDENTIFIER that follows. */
  oid(): string {
    return decodeOid(this.next(tag.oid).content);
  }

  /** The magnitude of the INTEGER that follows, which must not be negative, without the leading zero octet. */
  unsigned(): Bytes {
    const { content } = this.next(tag.integer);
    const [first, second] = content;
    if (first === undefined || first > 127) throw new KoshinError("der-malformed");
    if (first !== 0 || second === undefined) return content;
    if (second < 128) throw new KoshinError("der-malformed");
    return content.subarray(1);
  }

  /** The INTEGER that follows, between 0 and 2^31 - 1. */
  small(): number {
    const magnitude = this.unsigned();
    const value = magnitude.reduce((sum, octet) => sum * 256 + octet, 0);
    if (value > 0x7fffffff) throw new KoshinError("der-malformed");
    return value;
  }

  /** The contents of the BIT STRING that follows, which must consist of whole octets. */
  bits(): Bytes {
    const { content } = this.next(tag.bitString);
    if (content[0] !== 0) throw new KoshinError("der-malformed");
    return content.subarray(1);
  }

  /** Checks that nothing follows. */
  end(): void {
    if (this.more) throw new KoshinError("der-malformed");
  }

  #octet(): number {
    const octet = this.#bytes[this.#offset++];
    if (octet === undefined) throw new KoshinError("der-malformed");
    return octet;
  }
}

/**
 * A reader of the contents of an encoding that consists of exactly one SEQUENCE (or another element).
 *
 * @throws KoshinError `der-malformed`
 */
export function enterDer(der: Bytes, tagNumber: number = tag.sequence): DerReader {
  const outer = new DerReader(der);
  const inner = outer.enter(tagNumber);
  outer.end();
  return inner;
}

/**
 * Runs a reader of some format and reports malformed DER under that format's code.
 *
 * @throws KoshinError `code` instead of `der-malformed`, which it keeps as its cause
 */
export function readAs<T>(code: ErrorCode, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof KoshinError && cause.code === "der-malformed") throw new KoshinError(code, { cause });
    throw cause;
  }
}
