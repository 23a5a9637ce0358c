import { buffer } from "node:stream/consumers";
import type { Pkcs12Profile } from "../../../core/profile.ts";
import { p12FileName } from "../../../core/renewal/file-name.ts";
import { transact } from "../../store/transact.ts";
import { requireOwn, type OwnCertificate } from "../administration/own-certificate.ts";
import { Refusal } from "../refusal.ts";
import { writeKeptFile, type WithKeptKey } from "../secrets/kept-file.ts";
import { openAccess } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";
import { archiveFiles, archiveName, type ArchiveOptions } from "./archive-files.ts";
import { readmeFile } from "./instructions.ts";
import type { NamedFile } from "./named-file.ts";
import { recordHandOut, type HandedOut, type HandOut } from "./record-hand-out.ts";
import { tellHandOut } from "./tell-hand-out.ts";
import { whyNotHandedOut } from "./why-not-handed-out.ts";
import { zipOf } from "./zip.ts";

/**
 * Reveals the password of a certificate's .p12 file to an administrator of its tenant.
 *
 * @throws Refusal `not-found`, `file-not-kept`, `revoked`, `retired`, `other-device-refused`, and if the administrator may not have it any more
 */
export async function revealPassword(service: Service, named: OwnCertificate, handOut: HandOut): Promise<string> {
  const { kept } = await handedOut(service, named, "password", handOut);
  return (await openAccess(service.vault, kept)).password;
}

/**
 * Hands out the .p12 file of a certificate to an administrator of its tenant.
 *
 * @throws Refusal as `revealPassword`; `other-device-refused` if it may be for another device, and the tenant does not allow that
 */
export async function handOutFile(
  service: Service,
  named: OwnCertificate,
  { profile, ...handOut }: HandOut & { readonly profile: Pkcs12Profile },
): Promise<NamedFile> {
  const { certificate, kept } = await handedOut(service, named, "p12", handOut);
  const name = p12FileName(certificate.number, { cn: certificate.cn, o: certificate.tenant });
  return { name, content: await writeKeptFile(service, { certificate, kept, profile }) };
}

/**
 * Hands out all files of a certificate, with the password, as one zip file.
 *
 * @throws Refusal as `handOutFile`
 */
export async function handOutArchive(
  service: Service,
  named: OwnCertificate,
  { profile, language, ...handOut }: HandOut & ArchiveOptions,
): Promise<NamedFile> {
  const { device } = handOut;
  const opened = await handedOut(service, named, "zip", handOut);
  const fileName = `${archiveName(opened.certificate)}.p12`;
  const files = [...(await archiveFiles(service, opened, profile)), readmeFile({ language, fileName, device })];
  const content = await buffer(zipOf(files, handOut.now));
  return { name: `${archiveName(opened.certificate)}.zip`, content: new Uint8Array(content) };
}

async function handedOut(service: Service, named: OwnCertificate, what: HandedOut, handOut: HandOut): Promise<WithKeptKey> {
  return await transact(service.store, async (transaction) => {
    await handOut.by.requireStill(transaction);
    const certificate = await requireOwn(transaction, named);
    const refusal = await whyNotHandedOut(transaction, certificate, handOut);
    if (refusal !== undefined) throw new Refusal(refusal);
    const opened = await recordHandOut(transaction, certificate, what, handOut);
    if (opened === undefined) throw new Refusal("file-not-kept");
    await tellHandOut(transaction, opened.certificate, { ...handOut, certificates: 1 });
    return opened;
  });
}
