import { randomBytes } from "node:crypto";
import { createAuthority } from "./authority/certificate-authority.ts";
import { loadAuthority } from "./authority/authority.ts";
import { createServerCertificate } from "./authority/server-certificate.ts";
import { dataFolder, isInside, makeDataFolder, writePrivateFile } from "./data-folder.ts";
import { databaseAddress, requireAddress, withoutPassword } from "./database-address.ts";
import { adoptDatabase } from "./database-identity.ts";
import { createDatabase, readPassphrase } from "./open-service.ts";
import { defaultSettings, underVariables, type Settings } from "./settings.ts";
import { isPostgres } from "./store/open-store.ts";
import { newMasterKey, readMasterKeyLines } from "./vault/master-keys.ts";

/** What a new service begins with. */
export interface Beginning {
  readonly now: Date;
  readonly settings?: Settings;
  /** An empty PostgreSQL database, `postgres://…`, which the settings then name; an SQLite file where it is not given. */
  readonly database?: string | undefined;
}

/**
 * Makes a service's data folder: settings, authorities, the server's certificate and an empty database. What variables
 * set goes into the settings file, but for a password of the database.
 *
 * @param data an empty folder, or one that does not exist
 * @throws OperatorError `database-address-wrong`, `database-in-use`, `database-unusable`, `data-folder-in-use`,
 * `settings-malformed` where a variable is wrong, `data-folder-incomplete` where KOSHIN_CA_PASSPHRASE_FILE names no file
 */
export async function initialise(data: string, beginning: Beginning): Promise<void> {
  const { now, database } = beginning;
  const files = dataFolder(data);
  if (database !== undefined) requireAddress(database);
  const used = underVariables(beginning.settings ?? defaultSettings, "the variables");
  const address = databaseAddress(files, used, database);
  // The file says what the folder was made with, and goes on saying it where the variables are gone.
  const settings = isPostgres(address) ? { ...used, database: withoutPassword(address) } : used;
  await makeDataFolder(files);
  const store = await createDatabase(address);
  await adoptDatabase(files, store).finally(async () => await store.destroy());
  if (isInside(files, files.passphrase) && (process.env["KOSHIN_CA_PASSPHRASE"] ?? "") === "") {
    await writePrivateFile(files.passphrase, `${randomBytes(32).toString("base64url")}\n`);
  }
  if (isInside(files, files.masterKey)) await writePrivateFile(files.masterKey, `${newMasterKey()}\n`);
  await readMasterKeyLines(files.masterKey);
  const passphrase = await readPassphrase(files.passphrase);
  await createAuthority(files.authority, passphrase, now);
  const authority = await loadAuthority(files.authority, passphrase);
  await createServerCertificate(files.authority, passphrase, authority, settings.serverCertificate, now);
  await writePrivateFile(files.settings, `${JSON.stringify(settings, undefined, 2)}\n`);
}
