import type { Bytes } from "../../core/bytes.ts";
import { enterDer } from "../../core/der/read.ts";
import { KoshinError } from "../../core/errors.ts";
import { berToDer } from "../../core/pkcs12/ber.ts";
import { rc2Ciphers } from "../../core/pkcs12/rc2.ts";
import { readPkcs12 } from "../../core/pkcs12/read.ts";
import { parseCertificate } from "../../core/x509/certificate.ts";
import { isAuthority } from "../../core/x509/is-authority.ts";
import { decodeName } from "../../core/x509/name.ts";
import { decodePem } from "../../core/x509/pem.ts";
import type { Subject } from "../../core/x509/subject.ts";
import { CertificateFileError, type CertificateFileCode } from "./certificate-file-error.ts";

/** Everything that is stored from a certificate file. */
export interface CertificateInFile extends Subject {
  /** Upper-case hexadecimal. */
  readonly serial: string;
  /** The issuer's common name, or its organisation if it has none. */
  readonly issuer: string;
  readonly notAfter: Date;
}

/** The maximum file size in bytes; a chain with its key has a few thousand. */
export const maxFileSize = 256 * 1024;

/**
 * Whether a file is a PKCS#12 file, which needs a password, by its first elements (RFC 7292, section 4).
 *
 * @throws CertificateFileError `too-large`
 */
export function takesPassword(file: Bytes): boolean {
  if (file.length > maxFileSize) throw new CertificateFileError("too-large");
  try {
    return enterDer(berToDer(file)).small() === 3;
  } catch (error) {
    if (error instanceof KoshinError) return false;
    throw error;
  }
}

/**
 * Reads the certificate that belongs to the key of a .p12 file.
 *
 * @throws CertificateFileError `password-wrong`, `encryption-unsupported`, `p12-malformed`, `nameless`, `too-large`
 */
export async function readP12File(file: Bytes, password: string): Promise<CertificateInFile> {
  if (file.length > maxFileSize) throw new CertificateFileError("too-large");
  try {
    return factsOf((await readPkcs12(file, password, rc2Ciphers)).certificate);
  } catch (cause) {
    if (cause instanceof KoshinError) throw new CertificateFileError(p12Codes[cause.code] ?? "p12-malformed", { cause });
    throw cause;
  }
}

const p12Codes: Readonly<Partial<Record<KoshinError["code"], CertificateFileCode>>> = {
  "pkcs12-wrong-password": "password-wrong",
  "password-not-ascii": "password-wrong",
  "pkcs12-unsupported": "encryption-unsupported",
  "pkcs12-too-many-iterations": "encryption-unsupported",
};

/**
 * Reads the certificate of a file in PEM (RFC 7468) or DER: of several, the first that is not an authority's. A private
 * key beside it is ignored.
 *
 * @throws CertificateFileError `no-certificate-in-file`, `authorities-only`, `nameless`, `too-large`
 */
export function readCertificateFile(file: Bytes): CertificateInFile {
  if (file.length > maxFileSize) throw new CertificateFileError("too-large");
  try {
    const certificates = certificatesIn(file);
    const own = certificates.find((certificate) => !isAuthority(certificate));
    if (own !== undefined) return factsOf(own);
    throw new CertificateFileError(certificates.length === 0 ? "no-certificate-in-file" : "authorities-only");
  } catch (cause) {
    if (cause instanceof KoshinError) throw new CertificateFileError("no-certificate-in-file", { cause });
    throw cause;
  }
}

function certificatesIn(file: Bytes): readonly Bytes[] {
  const text = new TextDecoder("latin1").decode(file);
  return text.includes("-----BEGIN ") ? decodePem("CERTIFICATE", text) : [file];
}

function factsOf(der: Bytes): CertificateInFile {
  const { subject, serial, issuer, notAfter } = parseCertificate(der);
  if (subject.cn === "") throw new CertificateFileError("nameless");
  const { cn, o } = decodeName(issuer);
  return { ...subject, serial, issuer: cn === "" ? o : cn, notAfter };
}
