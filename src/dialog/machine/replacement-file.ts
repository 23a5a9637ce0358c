import { fromBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import type { Subject } from "../../core/name/subject.ts";
import { pagePace } from "../../core/pace.ts";
import { writePkcs12 } from "../../core/pkcs12/write.ts";
import type { Pkcs12Profile } from "../../core/profile.ts";
import { checkReplacement } from "../../core/renewal/check-replacement.ts";
import { readKeyFile } from "../../core/renewal/key-file.ts";
import { parseCertificate } from "../../core/x509/certificate.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Attempt } from "./attempt.ts";
import type { Predecessor } from "./renewal-status.ts";

/** The secrets of a .p12 file. */
export type FileSecrets = Pick<Attempt, "privateKey" | "password">;

/** A .p12 file, written and verified, with everything needed to rewrite it in another profile. */
export interface ReplacementFile {
  readonly attempt: FileSecrets;
  /** The replacement first, then its issuers, DER. */
  readonly certificates: readonly Bytes[];
  readonly profile: Pkcs12Profile;
  /** The replacement's serial number, upper-case hexadecimal. */
  readonly serial: string;
  readonly notAfter: Date;
  /** The PKCS#12 file (RFC 7292), encrypted under the attempt's password. */
  readonly file: Bytes;
}

/**
 * Writes the .p12 file and opens it again with its password, so that a renewal is only reported if the file is usable:
 * the key matches the certificate, the subject is unchanged, the certificate expires later. The page responds meanwhile.
 *
 * @throws RenewalError `answer-malformed` if the service's response has no certificate
 * @throws KoshinError `replacement-…`, `certificate-malformed` or `pkcs12-…`
 */
export async function writeReplacementFile(
  attempt: FileSecrets,
  certificates: readonly Bytes[],
  predecessor: Predecessor,
  profile: Pkcs12Profile,
): Promise<ReplacementFile> {
  const [certificate, ...chain] = certificates;
  if (certificate === undefined) {
    throw new RenewalError("answer-malformed", "The service's response has no certificate.");
  }
  const { cn, o, notAfter } = predecessor;
  const friendlyName = `${cn} ${o} ${parseCertificate(certificate).notAfter.toISOString().slice(0, 10)}`;
  const { privateKey, password } = attempt;
  const pace = pagePace({ now: () => performance.now() });
  const file = await writePkcs12({ privateKey, certificate, chain, friendlyName }, { password, profile, pace });
  const opened = await readKeyFile(file, password, { pace });
  const replaced = { subject: subjectOf(predecessor), notAfter: notAfter === undefined ? undefined : new Date(notAfter) };
  const replacement = checkReplacement(opened.certificate, replaced);
  return { attempt, certificates, profile, serial: replacement.serial, notAfter: replacement.notAfter, file };
}

/** Which attributes of a Name a person with a recovery code states, is a rule of the service's settings. */
function subjectOf({ subject, serial, cn, o }: Predecessor): Bytes | Subject | undefined {
  if (subject !== undefined) return fromBase64(subject);
  return serial === undefined ? undefined : { cn, o };
}
