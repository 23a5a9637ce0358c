import { equalBytes, type Bytes } from "../bytes.ts";
import { readAs } from "../der/read.ts";
import { KoshinError } from "../errors.ts";
import { sameSubject, type Subject } from "../name/subject.ts";
import { parseCertificate, type Certificate } from "../x509/certificate.ts";
import { isRenewableKey, signingAlgorithm } from "../x509/public-key.ts";

/** The certificate that a replacement replaces; what is unknown is not checked. */
export interface Replaced {
  /** Its Name, DER, or its CN and O. */
  readonly subject: Bytes | Subject | undefined;
  readonly notAfter: Date | undefined;
}

/**
 * Checks that the certificate (DER) of a .p12 file, opened as its holder's machine will, is a usable replacement: its
 * key is of a supported kind, the subject is unchanged, the expiry is later. Must be called before a renewal is
 * reported as done.
 *
 * @throws KoshinError `replacement-subject-mismatch`, `replacement-not-later`, `key-unsupported`,
 * `certificate-malformed`
 */
export function checkReplacement(certificate: Bytes, { subject, notAfter }: Replaced): Certificate {
  const replacement = parseCertificate(certificate);
  const algorithm = readAs("certificate-malformed", () => signingAlgorithm(replacement.spki));
  if (!isRenewableKey(algorithm)) throw new KoshinError("key-unsupported");
  if (subject !== undefined && !hasSubject(replacement, subject)) throw new KoshinError("replacement-subject-mismatch");
  if (notAfter !== undefined && replacement.notAfter <= notAfter) throw new KoshinError("replacement-not-later");
  return replacement;
}

function hasSubject(certificate: Certificate, subject: Bytes | Subject): boolean {
  return "cn" in subject ? sameSubject(certificate.subject, subject) : equalBytes(certificate.subjectDer, subject);
}
