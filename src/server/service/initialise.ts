import { randomBytes } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { encodePem } from "../../core/x509/pem.ts";
import { loadAuthority, type Authority } from "../authority/authority.ts";
import { createAuthority } from "../authority/certificate-authority.ts";
import { readExistingAuthority, writeExistingAuthority, type ExistingAuthority } from "../authority/existing/existing-authority.ts";
import type { AuthorityFileNames } from "../authority/existing/given-authority.ts";
import { readRoot } from "../authority/existing/read-root.ts";
import { defaultRequest, writeRequest } from "../authority/requested/request-authority.ts";
import { createServerCertificate } from "../authority/server/server-certificate.ts";
import { findServerFault } from "../authority/server/server-extensions.ts";
import { importListFile } from "../issuance/takeover/import-list-file.ts";
import type { ImportedList } from "../issuance/takeover/import-list.ts";
import { databaseAddress, requireAddress, withoutPassword } from "../settings/database-address.ts";
import { defaultSettings, underVariables, type Settings } from "../settings/settings.ts";
import { isPostgres } from "../store/open-store.ts";
import { dataFolder, fillDataFolder, isInside, type DataFolder } from "../system/data-folder.ts";
import { writePrivateFile } from "../system/private-file.ts";
import { readPassphrase } from "../system/read-passphrase.ts";
import { readVariable } from "../system/read-variables.ts";
import { newMasterKey, readMasterKeyLines } from "../vault/master-keys.ts";
import { adoptDatabase } from "./database-identity.ts";
import { fillDatabase } from "./open-service.ts";

/** Options of a new service. */
export interface Beginning {
  readonly now: Date;
  readonly settings?: Settings;
  /** An empty PostgreSQL database, `postgres://…`, which the settings then name; by default an SQLite file. */
  readonly database?: string | undefined;
  /** The files of an existing authority, instead of creating one. */
  readonly authority?: AuthorityFileNames | undefined;
  /** The file of a root's certificate, whose operators are asked for the issuing authority. */
  readonly root?: string | undefined;
  /** The last revocation list of that authority. */
  readonly revocationList?: string | undefined;
  /** Aborts this with its reason. */
  readonly interruption?: AbortSignal | undefined;
}

/** What an operator should know about a new service. */
export interface Initialised {
  /** Undefined if it has only been requested so far. */
  readonly authority: Authority | undefined;
  /**
   * Why the authority is not permitted to sign the server's certificate, so that there is none; undefined if it has
   * signed it.
   */
  readonly serverFault: string | undefined;
  readonly revocationList: ImportedList | undefined;
}

/**
 * Creates a service's data folder: settings, authorities, the server's certificate and an empty database. Settings from
 * variables are written to the settings file, except a password of the database. If this fails, the folder and the database
 * are restored to what they were.
 *
 * @param data an empty folder, or one that does not exist
 * @param fill adds further content, once the service can be opened
 * @throws OperatorError as `readExistingAuthority` and `importListFile`; `database-address-wrong`, `database-in-use`, `database-unusable`, `data-folder-in-use`,
 * `settings-malformed` if a variable is invalid, `data-folder-incomplete` if the file that KOSHIN_CA_PASSPHRASE_FILE names is missing; the
 * interruption's reason
 */
export async function initialise(
  data: string,
  beginning: Beginning,
  fill: () => Promise<void> = () => Promise.resolve(),
): Promise<Initialised> {
  const { now, database, interruption, revocationList } = beginning;
  const files = dataFolder(data);
  if (database !== undefined) requireAddress(database);
  const used = underVariables(beginning.settings ?? defaultSettings, "the variables");
  const address = databaseAddress(files, used, database);
  // The file records the settings that the folder was created with, even if the variables are removed later.
  const settings = isPostgres(address) ? { ...used, database: withoutPassword(address) } : used;
  // Before anything is written.
  const existing = beginning.authority === undefined ? undefined : await readExistingAuthority(beginning.authority, now);
  const root = beginning.root === undefined ? undefined : await readRoot(beginning.root, now);
  return await fillDataFolder(files, async () => {
    if (isInside(files, files.passphrase) && readVariable("KOSHIN_CA_PASSPHRASE") === undefined) {
      await writePrivateFile(files.passphrase, `${randomBytes(32).toString("base64url")}\n`);
    }
    if (isInside(files, files.masterKey)) await writePrivateFile(files.masterKey, `${newMasterKey()}\n`);
    await readMasterKeyLines(files.masterKey);
    const passphrase = await readPassphrase(files.passphrase);
    const authority = await makeAuthority(files.authority, passphrase, { existing, root, now });
    const serverFault = existing && authority && (await findServerFault(authority, settings.serverCertificate));
    if (serverFault === undefined && authority !== undefined)
      await createServerCertificate(files.authority, passphrase, authority, settings.serverCertificate, now);
    return await fillDatabase(address, async (store) => {
      await adoptDatabase(files, store);
      const act = { actor: "operator", now };
      const taken =
        revocationList === undefined || authority === undefined
          ? undefined
          : await importListFile({ store, authority }, revocationList, act);
      await writePrivateFile(files.settings, `${JSON.stringify(settings, undefined, 2)}\n`);
      await fill();
      interruption?.throwIfAborted();
      return { authority, serverFault, revocationList: taken };
    });
  });
}

/** @returns undefined if the authority is only requested from the operators of a root */
async function makeAuthority(
  files: DataFolder["authority"],
  passphrase: string,
  {
    existing,
    root,
    now,
  }: { readonly existing: ExistingAuthority | undefined; readonly root: Bytes | undefined; readonly now: Date },
): Promise<Authority | undefined> {
  if (root !== undefined) {
    await writePrivateFile(files.rootCertificate, encodePem("CERTIFICATE", root));
    await writeRequest(files, passphrase, defaultRequest);
    return undefined;
  }
  await (existing === undefined ? createAuthority(files, passphrase, now) : writeExistingAuthority(files, passphrase, existing));
  return await loadAuthority(files, passphrase);
}
