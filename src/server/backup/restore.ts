import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { databaseAddress } from "../database-address.ts";
import { dataFolder, makeDataFolder, writePrivateFile, type DataFolder } from "../data-folder.ts";
import { openService } from "../open-service.ts";
import { OperatorError } from "../operator-error.ts";
import { readSettings, type Settings } from "../settings.ts";
import { verifyAudit } from "../store/audit.ts";
import { kindOf, restoreDatabase } from "./copy-database.ts";
import { inBackup, readBackup, type Manifest } from "./manifest.ts";

/**
 * Makes a data folder and its database again from a backup, brings the schema up to date and checks the audit trail.
 * Every file is compared with the manifest before anything is written, and what is refused afterwards leaves the folder
 * and the database as they were.
 *
 * @param data an empty folder, or one that does not exist
 * @param database an empty PostgreSQL database in place of the one that the backup's settings name
 * @returns how many audit entries are whole
 * @throws OperatorError `backup-damaged`, `data-folder-in-use`, `database-in-use`, `database-address-wrong`,
 * `database-unusable`, `program-missing`, `passphrase-wrong`
 */
export async function restore(from: string, data: string, database?: string): Promise<number> {
  const manifest = await readBackup(from);
  const folder = dataFolder(data);
  await makeDataFolder(folder);
  let takeAway: (() => Promise<void>) | undefined;
  try {
    await restoreFiles(from, data, manifest);
    const settings = await nameDatabase(folder, manifest, database);
    takeAway = await restoreDatabase(join(from, inBackup.database), databaseAddress(folder, settings, database));
    return await checkAudit(data, manifest, database);
  } catch (error) {
    await rm(data, { recursive: true });
    await takeAway?.();
    throw error;
  }
}

async function restoreFiles(from: string, data: string, { files }: Manifest): Promise<void> {
  const prefix = `${inBackup.files}/`;
  for (const { path } of files.filter((file) => file.path.startsWith(prefix))) {
    const to = join(data, path.slice(prefix.length));
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await writePrivateFile(to, await readFile(join(from, path)));
  }
}

/** The settings, which from now on name the database that was restored into. */
async function nameDatabase(folder: DataFolder, manifest: Manifest, database: string | undefined): Promise<Settings> {
  const settings = await readSettings(folder.settings);
  if (kindOf(databaseAddress(folder, settings, database)) !== manifest.database) {
    const sentence = `The backup is one of ${manifest.database}. Name a database of that kind, or take KOSHIN_DATABASE_URL away.`;
    throw new OperatorError("database-address-wrong", sentence);
  }
  if (database === undefined) return settings;
  const named = { ...settings, database };
  await writeFile(folder.settings, `${JSON.stringify(named, undefined, 2)}\n`, { flush: true });
  return named;
}

async function checkAudit(data: string, { auditEntries }: Manifest, database: string | undefined): Promise<number> {
  await using service = await openService(data, { database });
  const { whole, broken } = await verifyAudit(service.store);
  if (broken === undefined && whole >= auditEntries) return whole;
  const place = broken === undefined ? `it ends at entry ${whole} of ${auditEntries}` : `it breaks at entry ${broken}`;
  throw new OperatorError("backup-damaged", `The backup's audit trail is not whole: ${place}. Restore from another one.`);
}
