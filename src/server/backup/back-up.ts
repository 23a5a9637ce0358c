import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { databaseAddress } from "../database-address.ts";
import { dataFolder, writePrivateFile } from "../data-folder.ts";
import { openDatabase } from "../open-service.ts";
import { OperatorError } from "../operator-error.ts";
import { readSettings } from "../settings.ts";
import { countAudit } from "../store/audit.ts";
import { copyDatabase, kindOf } from "./copy-database.ts";
import { hashFile, inBackup, type Manifest } from "./manifest.ts";

const attempts = 3;

/**
 * Backs a service up while it runs: its database as it is at one moment, and every file of its data folder, keys and
 * their passphrase included.
 *
 * @param out a folder that does not exist; only its owner can read what is in it
 * @throws OperatorError `file-exists`, `data-folder-incomplete`, `settings-malformed`, `database-unusable`,
 * `program-missing`, `backup-disturbed` where the files kept changing
 */
export async function backUp(
  data: string,
  out: string,
  { now, database }: { readonly now: Date; readonly database?: string | undefined },
): Promise<Manifest> {
  const folder = dataFolder(data);
  const address = databaseAddress(folder, await readSettings(folder.settings), database);
  await makeFolder(out);
  try {
    const auditEntries = await countEntries(address);
    const files = await copyEverything(data, address, out);
    const manifest: Manifest = { format: 1, madeAt: now.toISOString(), database: kindOf(address), auditEntries, files };
    await writePrivateFile(join(out, inBackup.manifest), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return manifest;
  } catch (error) {
    await rm(out, { recursive: true });
    throw error;
  }
}

/** The keys in the files are those of the database only where no file has changed while that was copied. */
async function copyEverything(data: string, address: string, out: string): Promise<Manifest["files"]> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await hashFiles(data);
    const copies = await copyFiles(data, before, out);
    const copy = join(out, inBackup.database);
    await copyDatabase(address, copy);
    if (JSON.stringify(before) === JSON.stringify(await hashFiles(data))) {
      return [{ path: inBackup.database, sha256: await hashFile(copy) }, ...copies];
    }
    for (const name of [inBackup.database, inBackup.files]) await rm(join(out, name), { recursive: true });
  }
  const sentence = "The files of the data folder kept changing. Wait until keys have been rotated, and try again.";
  throw new OperatorError("backup-disturbed", sentence);
}

async function copyFiles(data: string, files: Manifest["files"], out: string): Promise<Manifest["files"]> {
  const copies: Manifest["files"] = [];
  for (const { path } of files) {
    const copy = `${inBackup.files}/${path}`;
    await mkdir(dirname(join(out, copy)), { recursive: true, mode: 0o700 });
    await writePrivateFile(join(out, copy), await readFile(join(data, path)));
    copies.push({ path: copy, sha256: await hashFile(join(out, copy)) });
  }
  return copies;
}

/** Every file of the data folder but those of its database. */
async function hashFiles(data: string): Promise<Manifest["files"]> {
  const { database } = dataFolder(data);
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== database && !path.startsWith(`${database}-`))
    .sort();
  const files: Manifest["files"] = [];
  for (const path of paths) {
    files.push({ path: relative(data, path).split(sep).join("/"), sha256: await hashFile(path) });
  }
  return files;
}

async function countEntries(address: string): Promise<number> {
  const store = await openDatabase(address);
  try {
    return await countAudit(store);
  } finally {
    await store.destroy();
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
      throw new OperatorError("file-exists", `${path} exists. Name a folder that does not.`, { cause });
    }
    throw cause;
  });
}
