import { fromBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import { tag } from "../../core/der/tag.ts";
import { KoshinError } from "../../core/errors.ts";
import type { Pace } from "../../core/pace.ts";
import { berToDer, leadingElement } from "../../core/pkcs12/ber.ts";
import { readCertsOnly } from "../../core/x509/certs-only.ts";
import { elementKind } from "../../core/x509/element-kind.ts";
import { readTraditionalKey } from "../../core/x509/traditional-key.ts";
import { CertificateFileError } from "./certificate-file-error.ts";

/** What a file contains, whatever its name and the labels in it say. */
export interface ElementsIn {
  /** A PKCS#12 file (RFC 7292, section 4), which takes a password. */
  readonly pfx: Bytes | undefined;
  /** DER. */
  readonly certificates: readonly Bytes[];
  /** Unencrypted, PKCS#8 in DER. */
  readonly keys: readonly Bytes[];
}

/** The maximum file size in bytes; a chain with its key has a few thousand. */
export const maxFileSize = 256 * 1024;

/**
 * Finds certificates and keys in a file in DER, PEM (RFC 7468) or base64, in any encoding of text. What follows an element
 * of DER, such as a line end, is skipped.
 *
 * @param pace for a page that has to respond meanwhile
 * @throws CertificateFileError `too-large`, or `p12-malformed` for a PKCS#12 file that is truncated or damaged
 */
export async function elementsIn(file: Bytes, pace?: Pace): Promise<ElementsIn> {
  if (file.length > maxFileSize) throw new CertificateFileError("too-large");
  const found = { pfx: new Array<Bytes>(), certificates: new Array<Bytes>(), keys: new Array<Bytes>() };
  const encodings = encodingsIn(file);
  pace?.expect(encodings.length);
  for (const decode of encodings) {
    await pace?.advance(1);
    const octets = readOr(undefined, decode);
    if (octets === undefined) continue;
    const whole = readOr(undefined, () => leadingElement(octets));
    if (whole === undefined) {
      if (beginsAsPfx(octets)) throw new CertificateFileError("p12-malformed");
      continue;
    }
    const kind = readOr(undefined, () => elementKind(berToDer(whole)));
    if (kind === "content-info") found.certificates.push(...readOr([], () => readCertsOnly(whole)));
    else if (kind === "certificate") found.certificates.push(whole);
    else if (kind === "pfx") found.pfx.push(whole);
    else if (kind === "key") found.keys.push(whole);
    else if (kind === undefined) found.keys.push(...traditionalKey(whole));
  }
  return { ...found, pfx: found.pfx[0] };
}

/** The key in an element, if it is one in a traditional form. */
function traditionalKey(element: Bytes): readonly Bytes[] {
  const key = readOr(undefined, () => readTraditionalKey(element));
  return key === undefined ? [] : [key];
}

/** Decodes each encoding in a file: itself, or those that its text contains. */
function encodingsIn(file: Bytes): readonly (() => Bytes)[] {
  if (file[0] === tag.sequence) return [() => file];
  const text = textOf(file);
  const blocks = Array.from(text.matchAll(/-----BEGIN ([^\r\n-]*)-----\s([^-]*)-----END \1-----/g), ([, , body = ""]) => body);
  return (blocks.length > 0 ? blocks : [text]).map((body) => () => fromBase64(body));
}

/** Windows' programs write UTF-16, with or without a mark of its byte order. */
function textOf(file: Bytes): string {
  const [first, second] = file;
  const bigEndian = first === 0 || (first === 0xfe && second === 0xff);
  const littleEndian = second === 0 || (first === 0xff && second === 0xfe);
  // Base64 is ASCII; of UTF-8 only the mark at its beginning has to go.
  const encoding = bigEndian ? "utf-16be" : littleEndian ? "utf-16le" : "utf-8";
  return new TextDecoder(encoding).decode(file);
}

/** Whether the contents of a SEQUENCE, which may be incomplete, begin with the version of a PFX. */
function beginsAsPfx(octets: Bytes): boolean {
  const [type, length = 0] = octets;
  const start = 2 + (length > 0x80 ? length & 127 : 0);
  const version = octets.subarray(start, start + 3);
  return type === tag.sequence && version[0] === tag.integer && version[1] === 1 && version[2] === 3;
}

function readOr<Value, Other>(other: Other, read: () => Value): Value | Other {
  try {
    return read();
  } catch (error) {
    if (error instanceof KoshinError) return other;
    throw error;
  }
}
