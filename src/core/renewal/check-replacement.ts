import type { Bytes } from "../bytes.ts";
import { readAs } from "../der/read.ts";
import { KoshinError } from "../errors.ts";
import type { PbeSha1Ciphers } from "../pkcs12/pbe-sha1.ts";
import { readPkcs12 } from "../pkcs12/read.ts";
import { parseCertificate, type Certificate } from "../x509/certificate.ts";
import { keysMatch } from "../x509/key-pair.ts";
import { publicKeyKind } from "../x509/public-key.ts";
import { sameSubject, type Subject } from "../x509/subject.ts";

/** A .p12 file as the person will get it, and the certificate that it replaces. */
export interface ReplacementCandidate {
  readonly file: Bytes;
  readonly password: string;
  /** As for `readPkcs12`: ciphers of other programs that may have written the file. */
  readonly older?: PbeSha1Ciphers;
  /** `notAfter` is undefined if it is not known; then no expiry is too early. */
  readonly predecessor: { readonly subject: Subject; readonly notAfter: Date | undefined };
}

/**
 * Opens a written .p12 file as its holder's machine will, and checks that it is a usable replacement: its key matches
 * its certificate, the subject is unchanged, the expiry is later. To be called before a renewal is reported as done.
 *
 * @returns the certificate in the file
 * @throws KoshinError `replacement-key-mismatch`, `replacement-subject-mismatch`, `replacement-not-later`,
 * `key-unsupported`, `certificate-malformed`, or `pkcs12-…` if the file does not open
 */
export async function checkReplacement(candidate: ReplacementCandidate): Promise<Certificate> {
  const { privateKey, certificate } = await readPkcs12(candidate.file, candidate.password, candidate.older);
  const replacement = parseCertificate(certificate);
  const kind = readAs("certificate-malformed", () => publicKeyKind(replacement.spki));
  if (kind === undefined) throw new KoshinError("key-unsupported");
  if (!(await keysMatch(privateKey, replacement.spki, kind))) throw new KoshinError("replacement-key-mismatch");
  if (!sameSubject(replacement.subject, candidate.predecessor.subject)) {
    throw new KoshinError("replacement-subject-mismatch");
  }
  const { notAfter } = candidate.predecessor;
  if (notAfter !== undefined && replacement.notAfter <= notAfter) throw new KoshinError("replacement-not-later");
  return replacement;
}
