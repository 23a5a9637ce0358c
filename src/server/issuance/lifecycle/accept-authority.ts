import {
  acceptedAuthority,
  isAccepted,
  removeAcceptedRequest,
  type MadeCertificate,
} from "../../authority/requested/accept-certificate.ts";
import { readRequest } from "../../authority/requested/request-authority.ts";
import type { Act } from "../../store/audit/audit.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import type { Service } from "../service.ts";
import { replaceAuthority, type Replaced } from "./replace-authority.ts";

/**
 * Makes the certificate that the operators of a root made of a request the issuing authority, which signs after the next
 * reload. If that is interrupted, the next call completes it.
 *
 * @returns undefined if that had been done before
 * @throws OperatorError as `acceptedAuthority`
 */
export async function acceptAuthority(
  { store, settings }: Pick<Service, "store" | "settings">,
  files: DataFolder["authority"],
  passphrase: string,
  { path, root, ...act }: Act & Pick<MadeCertificate, "path" | "root">,
): Promise<Replaced | undefined> {
  if ((await readRequest(files)) === undefined && (await isAccepted(files, path))) return undefined;
  const { validityYears } = settings;
  const accept = async (): Promise<Replaced> =>
    await replaceAuthority(
      store,
      files,
      act,
      async () => await acceptedAuthority(files, passphrase, { path, root, validityYears }, act.now),
    );
  const accepted = await accept();
  if (await removeAcceptedRequest(files)) return accepted;
  // What was completed was another replacement.
  const second = await accept();
  await removeAcceptedRequest(files);
  return second;
}
