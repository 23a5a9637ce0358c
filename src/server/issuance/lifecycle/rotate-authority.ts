import { nextIssuing, nextRoot } from "../../authority/certificate-authority.ts";
import type { Rotation } from "../../authority/lifetime.ts";
import type { Act } from "../../store/audit/audit.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import type { Service } from "../service.ts";
import { replaceAuthority, type Replaced } from "./replace-authority.ts";

/**
 * Replaces the issuing authority by another one, or by a new root and an issuing authority under it, as `replaceAuthority`
 * does.
 *
 * @throws OperatorError `authority-expires-first`, and what loading the authorities throws
 */
export async function rotateAuthority(
  { store, settings }: Pick<Service, "store" | "settings">,
  files: DataFolder["authority"],
  passphrase: string,
  { what, ...act }: Act & { readonly what: Rotation },
): Promise<Replaced> {
  const { validityYears } = settings;
  const { now } = act;
  return await replaceAuthority(store, files, act, async () =>
    what === "root" ? await nextRoot(files, passphrase, now) : await nextIssuing(files, passphrase, { validityYears, now }),
  );
}
