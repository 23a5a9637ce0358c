import type { Bytes } from "../bytes.ts";
import { enterDer, type Element } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { oid, sequence, setOf, utf8String } from "../der/write.ts";
import { KoshinError } from "../errors.ts";
import type { Subject } from "./subject.ts";

const commonName = "2.5.4.3";
const organization = "2.5.4.10";
const attributes = [
  ["o", oid(organization)],
  ["cn", oid(commonName)],
] as const;

/**
 * A subject as the Name of a certificate or request (RFC 5280, section 4.1.2.4): O, then CN, in UTF8String. In RFC 4514
 * notation, which is reversed, it reads `CN=client28,O=u00000014`. An empty part is left out.
 */
export function encodeName(subject: Subject): Bytes {
  return sequence(
    ...attributes.filter(([part]) => subject[part] !== "").map(([part, type]) => setOf(sequence(type, utf8String(subject[part])))),
  );
}

/** The values of the attributes of a Name, in its order. */
export type NameValues = Readonly<Record<keyof Subject, readonly string[]>>;

/**
 * Reads CN and O from a Name; "" for a missing part. Several values are joined, because a reader that picks one of them
 * could see a different person. Other attributes are skipped.
 *
 * @throws KoshinError `der-malformed`
 */
export function decodeName(der: Bytes): Subject {
  const { cn, o } = decodeNameValues(der);
  return { cn: cn.join(", "), o: o.join(", ") };
}

/**
 * Reads every CN and O from a Name.
 *
 * @throws KoshinError `der-malformed`
 */
export function decodeNameValues(der: Bytes): NameValues {
  const attributes = readName(der).flat();
  const valuesOf = (wanted: string): string[] =>
    attributes.filter(({ type }) => type === wanted).map(({ value }) => requireText(value));
  return { cn: valuesOf(commonName), o: valuesOf(organization) };
}

/** One attribute of a Name. */
export interface Attribute {
  /** The dotted object identifier of its type. */
  readonly type: string;
  readonly value: Element;
}

/**
 * The attributes of a Name by its RDNs (RFC 5280, section 4.1.2.4).
 *
 * @throws KoshinError `der-malformed`
 */
export function readName(der: Bytes): Attribute[][] {
  const rdns: Attribute[][] = [];
  const names = enterDer(der);
  while (names.more) {
    const rdn = names.enter(tag.set);
    const attributes: Attribute[] = [];
    do {
      const attribute = rdn.enter();
      attributes.push({ type: attribute.oid(), value: attribute.any() });
      attribute.end();
    } while (rdn.more);
    rdns.push(attributes);
  }
  return rdns;
}

/**
 * The text of a DirectoryString or IA5String; undefined for another type. NUL is rejected, because C programs would read it
 * as the end of the name.
 *
 * @throws KoshinError `der-malformed`
 */
export function decodeText({ tag: type, content }: Pick<Element, "tag" | "content">): string | undefined {
  const decoder = decoders.get(type);
  if (decoder === undefined && !ascii.has(type)) return undefined;
  const text = decoder === undefined ? decodeAscii(content) : decode(decoder, content);
  if (text.includes("\0")) throw new KoshinError("der-malformed");
  return text;
}

function requireText(element: Element): string {
  const text = decodeText(element);
  if (text === undefined) throw new KoshinError("der-malformed");
  return text;
}

/** Some programs write Latin-1 or UTF-8 in string types that are ASCII by definition. */
function decodeAscii(content: Uint8Array): string {
  try {
    return utf8.decode(content);
  } catch {
    return latin1.decode(content);
  }
}

function decode(decoder: Pick<TextDecoder, "decode">, content: Uint8Array): string {
  try {
    return decoder.decode(content);
  } catch (cause) {
    throw new KoshinError("der-malformed", { cause });
  }
}

/** UCS-4, four octets per character (X.690, section 8.23.7), which TextDecoder does not support. */
const utf32 = {
  decode(content: Uint8Array): string {
    const octets = new DataView(content.buffer, content.byteOffset, content.length);
    let text = "";
    // A truncated or invalid character causes a RangeError, where TextDecoder throws a TypeError.
    for (let at = 0; at < content.length; at += 4) {
      const point = octets.getUint32(at);
      if (point >= 0xd800 && point <= 0xdfff) throw new RangeError("Unpaired surrogate.");
      text += String.fromCodePoint(point);
    }
    return text;
  },
};

const decoderOf = (label: string): TextDecoder => new TextDecoder(label, { fatal: true, ignoreBOM: true });
const utf8 = decoderOf("utf-8");
const latin1 = decoderOf("latin1");
const ascii = new Set<number>([tag.numericString, tag.printableString, tag.ia5String, tag.visibleString]);
const decoders = new Map<number, Pick<TextDecoder, "decode">>([
  [tag.utf8String, utf8],
  // In practice nobody encodes T.61; such strings contain Latin-1.
  [tag.teletexString, latin1],
  [tag.bmpString, decoderOf("utf-16be")],
  [tag.universalString, utf32],
]);
