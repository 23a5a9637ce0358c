import { readDataFile } from "../system/read-data-file.ts";

/** Precedes the certificate of an issuing authority whose root's key others keep; RFC 7468, section 2, allows text there. */
const mark = "Signed by a root whose key others keep: koshin authority request asks them for the next one.";

/** The content of the file of such an authority's certificate, from its PEM. */
export function underForeignRoot(pem: string): string {
  return `${mark}\n${pem}`;
}

/**
 * Whether others keep the key of the root of an issuing authority.
 *
 * @param certificate the file of its certificate
 * @throws OperatorError `data-folder-incomplete`, `file-unreadable`
 */
export async function isUnderForeignRoot(certificate: string): Promise<boolean> {
  return (await readDataFile(certificate, "Restore it from a backup.")).startsWith(mark);
}
