import { KoshinError } from "../../../core/errors.ts";
import { decodePem } from "../../../core/x509/pem.ts";
import { readRevocationList } from "../../authority/lists/read-revocation-list.ts";
import type { Act } from "../../store/audit/audit.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { readWithin } from "../../system/read-within.ts";
import type { Service } from "../service.ts";
import { IssuerSearch } from "./certificate-issuer.ts";
import { importList, type ImportedList } from "./import-list.ts";
import { ImportRefusal } from "./import-refusal.ts";

/** More octets than a list with a million entries has. */
const longest = 128 * 1024 * 1024;

/**
 * Imports the complete revocation list in a file, PEM or DER, that another program has signed so far.
 *
 * @throws OperatorError `list-unusable`; the errors of the operating system
 */
export async function importListFile(service: Pick<Service, "store" | "authority">, path: string, act: Act): Promise<ImportedList> {
  const unusable = (why: string, cause?: unknown): OperatorError =>
    new OperatorError("list-unusable", `${path} is not imported. ${why} Name the last complete list of the authority.`, { cause });
  const content = await readWithin(path, longest);
  if (content === undefined) throw unusable("It is larger than any list.");
  try {
    const [der = content] = decodePem("X509 CRL", new TextDecoder("latin1").decode(content));
    if (readRevocationList(der).points !== undefined)
      throw unusable("It is for the certificates that name its distribution point alone: koshin import takes such lists.");
    return await importList(service, der, new IssuerSearch(service.authority), act);
  } catch (error) {
    if (error instanceof ImportRefusal) throw unusable(error.message, error);
    if (error instanceof KoshinError) throw unusable("It is not a revocation list in PEM or DER.", error);
    throw error;
  }
}
