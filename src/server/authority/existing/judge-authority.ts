import { X509Certificate } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { clockSkew } from "../../../core/clock.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { caCertificate, type CaCertificate } from "../ca-certificate.ts";
import { findPath, type CertificationPath } from "../certification-path.ts";
import { signsLists } from "../lists/signs-lists.ts";
import type { SigningKey } from "../signing/signing-key.ts";

/** The longest key identifier that is taken: it is in addresses and names of files. */
const maxIdentifierLength = 64;

/** An authority that may sign, with its path to its root. */
export interface JudgedAuthority extends CertificationPath {
  readonly certificate: CaCertificate;
}

/** What an authority is judged by. */
export interface AuthorityEvidence {
  /** Its certificate, DER. */
  readonly certificate: Bytes;
  readonly signingKey: SigningKey;
  /** The certificates that may be between it and its root, DER. */
  readonly others: readonly Bytes[];
  /** The certificates of possible roots, DER. */
  readonly roots: readonly Bytes[];
  /** What contains the certificate, for messages. */
  readonly path: string;
}

/**
 * Judges whether an authority can sign client certificates and revocation lists that verify: it is a CA with a supported key,
 * valid at the moment, and has a path to a root.
 *
 * @throws OperatorError `authority-unsuitable`, `authority-expired`, `authority-root-missing`, `authority-mismatched`
 */
export async function judgeAuthority(evidence: AuthorityEvidence, now: Date): Promise<JudgedAuthority> {
  const { path, signingKey } = evidence;
  const certificate = readAuthority(evidence.certificate, path);
  requireListSigning(certificate, path);
  requireValid(certificate, now, path);
  const roots = selfSigned(evidence.roots).flatMap((root) => readCa(root) ?? []);
  if (roots.length === 0) {
    const sentence = `No root was named: an authority that is signed by itself. Name the file of its certificate: --root`;
    throw new OperatorError("authority-root-missing", sentence);
  }
  const others = evidence.others.flatMap((der) => readCa(der) ?? []);
  const issuer = { issuerName: certificate.name, issuerKeyIdentifier: certificate.keyIdentifier, signingKey };
  const found = await findPath(issuer, certificate, { roots, others });
  if ("fault" in found) {
    const sentence = `Certificates signed by the authority in ${path} would not verify: ${found.fault}. Name its root (--root), or have it certified otherwise.`;
    throw new OperatorError("authority-mismatched", sentence);
  }
  const expired = [found.root, ...found.above].find(({ notAfter }) => notAfter <= now);
  if (expired === undefined) return { ...found, certificate };
  const subject = expired.x509.subject.replaceAll("\n", ", ");
  const sentence = `The certificate of ${subject}, above the authority in ${path}, expired at ${expired.notAfter.toISOString()}. Name its present one (--root).`;
  throw new OperatorError("authority-expired", sentence);
}

/** The certificates that are their own issuers. */
export function selfSigned(certificates: readonly Bytes[]): readonly Bytes[] {
  return certificates.filter((der) => {
    const x509 = new X509Certificate(der);
    return x509.checkIssued(x509) && x509.verify(x509.publicKey);
  });
}

function readAuthority(der: Bytes, path: string): CaCertificate {
  const certificate = readCa(der);
  if (certificate === undefined) {
    const sentence = `The certificate in ${path} is not an authority's: its basicConstraints or keyUsage do not allow it to sign certificates. Name one with CA:TRUE and keyCertSign.`;
    throw new OperatorError("authority-unsuitable", sentence);
  }
  const { length } = certificate.keyIdentifier;
  if (length > 0 && length <= maxIdentifierLength) return certificate;
  const sentence = `The subjectKeyIdentifier of the authority in ${path} has ${length} octets. Have it certified with one of ${maxIdentifierLength} at most; usual are 20.`;
  throw new OperatorError("authority-unsuitable", sentence);
}

/** keyCertSign has been checked. */
function requireListSigning({ der }: CaCertificate, path: string): void {
  if (signsLists(der)) return;
  const sentence = `The keyUsage of the authority in ${path} does not include cRLSign, so that no program would accept its revocation lists. Have it certified with keyCertSign and cRLSign.`;
  throw new OperatorError("authority-unsuitable", sentence);
}

function requireValid({ notBefore, notAfter }: CaCertificate, now: Date, path: string): void {
  if (notAfter <= now) {
    const sentence = `The authority in ${path} expired at ${notAfter.toISOString()}. Have it certified again, or name another one.`;
    throw new OperatorError("authority-expired", sentence);
  }
  if (now.getTime() + clockSkew >= notBefore.getTime()) return;
  const sentence = `The authority in ${path} is not valid before ${notBefore.toISOString()}. Check the clock, or wait until then.`;
  throw new OperatorError("authority-expired", sentence);
}

/** Undefined if a certificate is not an authority's, or malformed. */
function readCa(der: Bytes): CaCertificate | undefined {
  try {
    return caCertificate(der);
  } catch {
    return undefined;
  }
}
