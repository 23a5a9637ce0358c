import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import { encodePem } from "../../../core/x509/pem.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { writePrivateFile } from "../../system/private-file.ts";
import { underForeignRoot } from "../foreign-root.ts";
import { encryptKey } from "../signing/key-file.ts";
import { readGivenAuthority, type AuthorityFileNames } from "./given-authority.ts";
import { judgeAuthority, type JudgedAuthority } from "./judge-authority.ts";

/** An authority that exists, judged, with its key. */
export interface ExistingAuthority extends JudgedAuthority {
  /** The key itself, or its address in a token. */
  readonly key: KeyObject | string;
}

/**
 * Reads and judges an authority that exists. Writes nothing.
 *
 * @throws OperatorError as `readGivenAuthority` and `judgeAuthority`
 */
export async function readExistingAuthority(files: AuthorityFileNames, now: Date): Promise<ExistingAuthority> {
  const { key, signingKey, certificate, certificates, roots, path } = await readGivenAuthority(files);
  const evidence = { certificate, signingKey, others: certificates, roots: roots ?? certificates, path };
  return { ...(await judgeAuthority(evidence, now)), key };
}

/** Writes an authority that exists into a data folder, with its key encrypted under the passphrase, or its address. Its root has no key there. */
export async function writeExistingAuthority(
  { folder }: Pick<DataFolder["authority"], "folder">,
  passphrase: string,
  { certificate, above, root, key }: ExistingAuthority,
): Promise<void> {
  const chain = [certificate, ...above].map(({ der }) => encodePem("CERTIFICATE", der)).join("");
  await writePrivateFile(join(folder, "root.pem"), encodePem("CERTIFICATE", root.der));
  await writePrivateFile(join(folder, "issuing.key"), typeof key === "string" ? `${key}\n` : encryptKey(key, passphrase));
  await writePrivateFile(join(folder, "issuing.pem"), underForeignRoot(chain));
}
