import { randomBytes } from "node:crypto";
import { loadAuthority } from "../authority/authority.ts";
import { createAuthority } from "../authority/certificate-authority.ts";
import { createServerCertificate } from "../authority/server-certificate.ts";
import { databaseAddress, requireAddress, withoutPassword } from "../settings/database-address.ts";
import { defaultSettings, underVariables, type Settings } from "../settings/settings.ts";
import { isPostgres } from "../store/open-store.ts";
import { dataFolder, fillDataFolder, isInside } from "../system/data-folder.ts";
import { writePrivateFile } from "../system/private-file.ts";
import { readVariable } from "../system/read-variables.ts";
import { newMasterKey, readMasterKeyLines } from "../vault/master-keys.ts";
import { adoptDatabase } from "./database-identity.ts";
import { fillDatabase, readPassphrase } from "./open-service.ts";

/** Options of a new service. */
export interface Beginning {
  readonly now: Date;
  readonly settings?: Settings;
  /** An empty PostgreSQL database, `postgres://…`, which the settings then name; by default an SQLite file. */
  readonly database?: string | undefined;
  /** Aborts this with its reason. */
  readonly interruption?: AbortSignal | undefined;
}

/**
 * Creates a service's data folder: settings, authorities, the server's certificate and an empty database. Settings from
 * variables are written to the settings file, except a password of the database. If this fails, the folder and the database
 * are restored to what they were.
 *
 * @param data an empty folder, or one that does not exist
 * @param fill adds further content, once the service can be opened
 * @throws OperatorError `database-address-wrong`, `database-in-use`, `database-unusable`, `data-folder-in-use`,
 * `settings-malformed` if a variable is invalid, `data-folder-incomplete` if the file that KOSHIN_CA_PASSPHRASE_FILE names is missing; the
 * interruption's reason
 */
export async function initialise(
  data: string,
  beginning: Beginning,
  fill: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { now, database, interruption } = beginning;
  const files = dataFolder(data);
  if (database !== undefined) requireAddress(database);
  const used = underVariables(beginning.settings ?? defaultSettings, "the variables");
  const address = databaseAddress(files, used, database);
  // The file records the settings that the folder was created with, even if the variables are removed later.
  const settings = isPostgres(address) ? { ...used, database: withoutPassword(address) } : used;
  await fillDataFolder(files, async () => {
    if (isInside(files, files.passphrase) && readVariable("KOSHIN_CA_PASSPHRASE") === undefined) {
      await writePrivateFile(files.passphrase, `${randomBytes(32).toString("base64url")}\n`);
    }
    if (isInside(files, files.masterKey)) await writePrivateFile(files.masterKey, `${newMasterKey()}\n`);
    await readMasterKeyLines(files.masterKey);
    const passphrase = await readPassphrase(files.passphrase);
    await createAuthority(files.authority, passphrase, now);
    const authority = await loadAuthority(files.authority, passphrase);
    await createServerCertificate(files.authority, passphrase, authority, settings.serverCertificate, now);
    await fillDatabase(address, async (store) => {
      await adoptDatabase(files, store);
      await writePrivateFile(files.settings, `${JSON.stringify(settings, undefined, 2)}\n`);
      await fill();
      interruption?.throwIfAborted();
    });
  });
}
