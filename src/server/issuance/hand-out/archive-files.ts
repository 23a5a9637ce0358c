import { createPrivateKey } from "node:crypto";
import type { Device } from "../../../core/import-steps/device.ts";
import type { Pkcs12Profile } from "../../../core/profile.ts";
import { p12FileName } from "../../../core/renewal/file-name.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import { writeKeptFile, type WithKeptKey } from "../secrets/kept-file.ts";
import { openAccess, openKey } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";
import type { NamedFile } from "./named-file.ts";

/** How a zip file is made. */
export interface ArchiveOptions {
  readonly profile: Pkcs12Profile;
  /** Of its instructions. */
  readonly language: "ja" | "en";
  /** The device of the holder's that it is for, if it is for another one. */
  readonly device?: Device | undefined;
}

/** In Windows, the path of an unpacked file has 260 characters, the folder included. */
const longestName = 80;

/** The name of a certificate's files without their ending; that of its .p12 file, unless it is very long. */
export function archiveName({ number, cn, tenant }: Pick<CertificateRow, "number" | "cn" | "tenant">): string {
  const whole = p12FileName(number, { cn, o: tenant }).replace(/\.p12$/, "");
  return Array.from(whole).slice(0, longestName).join("");
}

/**
 * The files of a certificate whose key the service keeps: the .p12 file, certificate and encrypted key as programs such as
 * glclient2 keep them, and the password of both, without a line break.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function archiveFiles(
  service: Pick<Service, "vault" | "authority">,
  { certificate, kept }: WithKeptKey,
  profile: Pkcs12Profile,
): Promise<NamedFile[]> {
  const name = archiveName(certificate);
  const { password } = await openAccess(service.vault, kept);
  const key = createPrivateKey({ key: Buffer.from(await openKey(service.vault, kept)), format: "der", type: "pkcs8" });
  const encrypted = key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: password });
  const text = new TextEncoder();
  return [
    { name: `${name}.p12`, content: await writeKeptFile(service, { certificate, kept, profile }) },
    { name: `${name}.crt`, content: text.encode(encodePem("CERTIFICATE", certificate.der)) },
    { name: `${name}.pem`, content: text.encode(String(encrypted)) },
    { name: `${name}_password.txt`, content: text.encode(password) },
  ];
}
