import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Bytes } from "../../../core/bytes.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import { asAdopted, type AdoptedAuthority } from "../../authority/adopted-authority.ts";
import { caCertificate, policyNameOf, type CaCertificate } from "../../authority/ca-certificate.ts";
import { readCertificates } from "../../authority/existing/read-certificates.ts";
import { readAuthorityFile } from "../../authority/existing/read-file.ts";
import { adoptedName } from "../../authority/generations.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { requireAdoptable } from "../../authority/require-adoptable.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { transact } from "../../store/transact.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { flushFolder, replacePrivateFile } from "../../system/private-file.ts";
import type { Service } from "../service.ts";

/** The result of an adoption. */
export interface Adoption {
  readonly adopted: AdoptedAuthority;
  /** False if its certificates were accepted before. */
  readonly changed: boolean;
}

/**
 * Adopts an authority: after the next reload, certificates of it that the service knows are accepted and renewed. The audit
 * trail records it before its file is in place; if that is interrupted, it can be repeated.
 *
 * @param path its certificate, in PEM, DER or PKCS#7; the first of several
 * @throws OperatorError `authority-file-malformed`, `authority-unsuitable`, `authority-conflicting`; the errors of the
 * operating system
 */
export async function adoptAuthority(
  service: Pick<Service, "store" | "authority">,
  files: DataFolder["authority"],
  path: string,
  act: Act,
): Promise<Adoption> {
  const [der] = readCertificates(await readAuthorityFile(path), path);
  return await adopt(service, files, requireAuthority(der, path), path, act);
}

function requireAuthority(der: Bytes, path: string): CaCertificate {
  try {
    return caCertificate(der);
  } catch (cause) {
    const sentence = `${path} contains the certificate of no authority: its basicConstraints or keyUsage do not allow it to sign certificates. Name the file of the authority's own certificate.`;
    throw new OperatorError("authority-unsuitable", sentence, { cause });
  }
}

/**
 * Adopts an authority whose certificate has been read, as `adoptAuthority` does.
 *
 * @param path its file, for messages
 * @throws OperatorError `authority-unsuitable`, `authority-conflicting`
 */
export async function adopt(
  { store, authority }: Pick<Service, "store" | "authority">,
  { folder }: DataFolder["authority"],
  read: CaCertificate,
  path: string,
  { actor, now: at }: Act,
): Promise<Adoption> {
  const adopted = asAdopted(read);
  if (!requireAdoptable(authority, adopted, path)) return { adopted, changed: false };
  const { certificate, notAfter } = adopted;
  const id = issuerId(adopted);
  await transact(store, async (transaction) => {
    const sha256 = createHash("sha256").update(certificate).digest("hex");
    const detail = { file: adoptedName(id), sha256, subject: policyNameOf(certificate), notAfter: notAfter.toISOString() };
    await appendAudit(transaction, { at, actor, action: "authority-adopted", object: id, detail, tenant: null });
  });
  await replacePrivateFile(join(folder, adoptedName(id)), encodePem("CERTIFICATE", certificate));
  await flushFolder(folder);
  return { adopted, changed: true };
}
