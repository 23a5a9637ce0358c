import { X509Certificate } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { parseCertificate } from "../../core/x509/certificate.ts";
import { subjectKeyIdentifier } from "../../core/x509/key-identifiers.ts";
import { OperatorError } from "../system/operator-error.ts";
import { readDataFile } from "../system/read-data-file.ts";
import { keyIdentifier } from "./signing/key-identifier.ts";

/** A CA certificate: a root's, or an issuing authority's. */
export interface CaCertificate {
  readonly der: Bytes;
  /** Its Name, DER. */
  readonly name: Bytes;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  /** Its subjectKeyIdentifier; derived from the key if it has none. */
  readonly keyIdentifier: Bytes;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly x509: X509Certificate;
}

/**
 * Reads a CA certificate from a file of a data folder, PEM.
 *
 * @throws OperatorError `authority-unsuitable` if it is not one, and what reading the file throws
 */
export async function readCaCertificate(path: string): Promise<CaCertificate> {
  const pem = await readDataFile(path, "Restore it from a backup.");
  try {
    return caCertificate(pem);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const sentence = `${path} is not a CA certificate (${message}). Put one with CA:TRUE and keyCertSign there, or restore it from a backup.`;
    throw new OperatorError("authority-unsuitable", sentence, { cause });
  }
}

/**
 * Reads the CA certificates that follow the first certificate in a file, PEM: those above it. Others are skipped.
 *
 * @throws OperatorError as `readDataFile`
 */
export async function readCertificatesAbove(path: string): Promise<CaCertificate[]> {
  const pem = await readDataFile(path, "Restore it from a backup.");
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.slice(1).flatMap((block) => {
    try {
      return [caCertificate(block)];
    } catch {
      return [];
    }
  });
}

/**
 * Reads a CA certificate, PEM or DER.
 *
 * @throws Error if it is not one, and KoshinError `certificate-malformed`
 */
export function caCertificate(encoded: string | Uint8Array): CaCertificate {
  const x509 = new X509Certificate(encoded);
  if (!x509.ca) throw new Error("Its basicConstraints or keyUsage do not allow it to sign certificates.");
  return decode(x509);
}

/** The CN of a certificate's subject, by which people and browser policies refer to an authority; "" if it has none. */
export function commonNameOf(certificate: Uint8Array): string {
  return /^CN=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1] ?? "";
}

/** The attributes of a certificate's subject that a browser policy can match: CN, L, O and OU, as `CN=…, O=…`. */
export function policyNameOf(certificate: Uint8Array): string {
  const attributes = new X509Certificate(certificate).subject.split(/\n| \+ /);
  return attributes
    .filter((attribute) => /^(CN|L|O|OU)=/.test(attribute))
    .sort()
    .join(", ");
}

function decode(x509: X509Certificate): CaCertificate {
  const der = new Uint8Array(x509.raw);
  const { subjectDer: name, spki, notBefore, notAfter } = parseCertificate(der);
  return { der, name, spki, keyIdentifier: subjectKeyIdentifier(der) ?? keyIdentifier(spki), notBefore, notAfter, x509 };
}
