import type { Bytes } from "../../../core/bytes.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { caCertificate } from "../ca-certificate.ts";
import { selfSigned } from "./judge-authority.ts";
import { readCertificates } from "./read-certificates.ts";
import { readAuthorityFile } from "./read-file.ts";

/**
 * Reads the certificate of a root, whose operators are asked for an issuing authority.
 *
 * @returns DER
 * @throws OperatorError `authority-file-malformed`, `authority-root-missing`, `authority-unsuitable`, `authority-expired`;
 * the errors of the operating system
 */
export async function readRoot(path: string, now: Date): Promise<Bytes> {
  const [root] = selfSigned(readCertificates(await readAuthorityFile(path), path));
  if (root === undefined) {
    const sentence = `${path} contains no root: an authority that is signed by itself. Name the file of its certificate.`;
    throw new OperatorError("authority-root-missing", sentence);
  }
  const { notAfter } = readCa(root, path);
  if (notAfter > now) return root;
  const sentence = `The root in ${path} expired at ${notAfter.toISOString()}. Name one that is valid.`;
  throw new OperatorError("authority-expired", sentence);
}

function readCa(root: Bytes, path: string): { readonly notAfter: Date } {
  try {
    return caCertificate(root);
  } catch (cause) {
    const sentence = `The root in ${path} is not an authority: its basicConstraints or keyUsage do not allow it to sign certificates. Name another one.`;
    throw new OperatorError("authority-unsuitable", sentence, { cause });
  }
}
