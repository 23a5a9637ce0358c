import { fromBase64 } from "../../../core/base64.ts";
import type { Bytes } from "../../../core/bytes.ts";
import { DerReader } from "../../../core/der/read.ts";
import { tag } from "../../../core/der/tag.ts";
import { KoshinError } from "../../../core/errors.ts";
import { berToDer, leadingElement } from "../../../core/pkcs12/ber.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { readCertsOnly } from "../../../core/x509/certs-only.ts";
import { OperatorError } from "../../system/operator-error.ts";

/**
 * The certificates in a file: in PEM with any text around them, in DER, or in a PKCS#7 of certificates only.
 *
 * @param path for messages
 * @returns in the file's order, DER
 * @throws OperatorError `authority-file-malformed` if there is none
 */
export function readCertificates(content: Bytes, path: string): [Bytes, ...Bytes[]] {
  try {
    const [first, ...others] = encodingsIn(content).flatMap(certificatesIn);
    if (first !== undefined) return [first, ...others];
  } catch (cause) {
    if (!(cause instanceof KoshinError)) throw cause;
    const sentence = `${path} contains a damaged certificate (${cause.code}). Fetch it again.`;
    throw new OperatorError("authority-file-malformed", sentence, { cause });
  }
  const sentence = `${path} contains no certificate. Name a file with one in PEM, DER or PKCS#7.`;
  throw new OperatorError("authority-file-malformed", sentence);
}

/** The encoded certificates and PKCS#7 messages in a file. */
function encodingsIn(content: Bytes): Bytes[] {
  if (content[0] === tag.sequence) return [content];
  const text = new TextDecoder("latin1").decode(content);
  const blocks = text.matchAll(/-----BEGIN (?:(?:X509 |TRUSTED )?CERTIFICATE|PKCS7|CMS)-----\s([^-]*)-----END [A-Z0-9 ]*-----/g);
  return Array.from(blocks, ([, body = ""]) => fromBase64(body));
}

/** A trusted certificate of OpenSSL has its settings behind it. */
function certificatesIn(encoded: Bytes): readonly Bytes[] {
  const whole = leadingElement(encoded);
  if (new DerReader(berToDer(whole)).enter().startsWith(tag.oid)) return readCertsOnly(berToDer(whole));
  return [parseCertificate(whole).der];
}
