import type { Bytes } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { contextTag, tag } from "../der/tag.ts";
import { decodeTime } from "../der/time.ts";
import { decodeName } from "../name/name.ts";
import type { Subject } from "../name/subject.ts";
import { readSerialNumber } from "./serial-number.ts";

/** The fields of an X.509 certificate that renewal needs. */
export interface Certificate {
  /** The whole certificate. */
  readonly der: Bytes;
  /** As `readSerialNumber` writes it. */
  readonly serial: string;
  /** The issuer's Name, DER. */
  readonly issuer: Bytes;
  readonly subject: Subject;
  /** The subject's Name, DER. */
  readonly subjectDer: Bytes;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
}

/**
 * Reads a certificate (RFC 5280, section 4.1). Its signature and extensions are not checked.
 *
 * @throws KoshinError `certificate-malformed`
 */
export function parseCertificate(der: Bytes): Certificate {
  return readAs("certificate-malformed", () => {
    const outer = enterDer(der);
    const signed = outer.enter();
    outer.next(tag.sequence);
    outer.bits();
    outer.end();

    signed.optional(contextTag(0));
    const serial = readSerialNumber(signed.next(tag.integer).content);
    signed.next(tag.sequence);
    const issuer = signed.next(tag.sequence).der;
    const validity = signed.enter();
    const notBefore = decodeTime(validity.any());
    const notAfter = decodeTime(validity.any());
    validity.end();
    const subjectDer = signed.next(tag.sequence).der;
    const spki = signed.next(tag.sequence).der;
    return { der, serial, issuer, subject: decodeName(subjectDer), subjectDer, notBefore, notAfter, spki };
  });
}

/**
 * The subject's Name in a certificate, DER.
 *
 * @throws KoshinError `certificate-malformed`
 */
export function subjectIn(certificate: Uint8Array): Bytes {
  return parseCertificate(new Uint8Array(certificate)).subjectDer;
}
