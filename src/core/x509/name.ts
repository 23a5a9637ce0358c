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

/**
 * Reads CN and O from a Name; "" for a missing part. Other attributes are skipped. A name with two CNs or two Os is
 * rejected: readers that pick different ones would see different people.
 *
 * @throws KoshinError `der-malformed`
 */
export function decodeName(der: Bytes): Subject {
  const found = new Map<string, string>();
  const names = enterDer(der);
  while (names.more) {
    const attributes = names.enter(tag.set);
    do {
      const attribute = attributes.enter();
      const type = attribute.oid();
      const value = attribute.any();
      attribute.end();
      if (type !== commonName && type !== organization) continue;
      if (found.has(type)) throw new KoshinError("der-malformed");
      found.set(type, decodeText(value));
    } while (attributes.more);
  }
  return { cn: found.get(commonName) ?? "", o: found.get(organization) ?? "" };
}

/** The text of a DirectoryString or IA5String. NUL is rejected, because C programs would read it as the end of the name. */
function decodeText({ tag: type, content }: Element): string {
  const decoder = type === tag.universalString ? utf32 : decoders.get(type);
  if (decoder === undefined) throw new KoshinError("der-malformed");
  const text = decode(decoder, content);
  if (text.includes("\0")) throw new KoshinError("der-malformed");
  return text;
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
const decoders = new Map<number, TextDecoder>([
  [tag.utf8String, utf8],
  [tag.printableString, utf8],
  [tag.ia5String, utf8],
  // In practice nobody encodes T.61; such strings contain Latin-1.
  [tag.teletexString, decoderOf("latin1")],
  [tag.bmpString, decoderOf("utf-16be")],
]);
