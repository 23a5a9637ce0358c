import { mkdir, readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { openDatabase } from "../service/open-service.ts";
import { databaseAddress } from "../settings/database-address.ts";
import { readSettings } from "../settings/settings.ts";
import { countAudit } from "../store/audit/audit.ts";
import { dataFolder, type DataFolder } from "../system/data-folder.ts";
import { makeFolders } from "../system/make-folders.ts";
import { OperatorError } from "../system/operator-error.ts";
import { writePrivateFile } from "../system/private-file.ts";
import { hasSystemCode } from "../system/system-code.ts";
import { copyDatabase, kindOf } from "./copy-database.ts";
import { hashFile, inBackup, isInnerPath, type Manifest } from "./manifest.ts";

const attempts = 3;

/**
 * Backs a service up while it runs: its database as it is at one moment, and every file of its data folder, keys and
 * their passphrase included. Symbolic links are followed.
 *
 * @param out a folder that does not exist, outside of the data folder; only its owner can read what is in it. Nothing
 * of it stays where this fails
 * @param interruption makes this fail with its reason
 * @throws OperatorError `backup-incomplete` where the folder has something that is no file, `file-exists`, `data-folder-incomplete`, `settings-malformed`, `database-lost`,
 * `database-foreign`, `database-unusable`,
 * `program-missing`, `backup-disturbed` where the files kept changing
 */
export async function backUp(
  data: string,
  out: string,
  {
    now,
    database,
    interruption,
  }: { readonly now: Date; readonly database?: string | undefined; readonly interruption?: AbortSignal },
): Promise<Manifest> {
  const folder = dataFolder(data);
  const address = databaseAddress(folder, await readSettings(folder.settings), database);
  await makeFolder(out);
  try {
    if ((await realpath(out)).startsWith((await realpath(data)) + sep)) throw inside(out);
    const auditEntries = await countEntries(folder, address);
    const files = await copyEverything(data, address, out, interruption);
    interruption?.throwIfAborted();
    const manifest: Manifest = { format: 1, madeAt: now.toISOString(), database: kindOf(address), auditEntries, files };
    await writePrivateFile(join(out, inBackup.manifest), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return manifest;
  } catch (error) {
    await rm(out, { recursive: true });
    throw error;
  }
}

/** The keys in the files are those of the database only where no file has changed while that was copied. */
async function copyEverything(data: string, address: string, out: string, interruption?: AbortSignal): Promise<Manifest["files"]> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await hashFiles(data, out);
    const copies = await copyFiles(data, before, out);
    const copy = join(out, inBackup.database);
    await copyDatabase(address, copy, interruption);
    if (JSON.stringify(before) === JSON.stringify(await hashFiles(data, out))) {
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
    await makeFolders(dirname(join(out, copy)));
    await writePrivateFile(join(out, copy), await readFile(join(data, path)));
    copies.push({ path: copy, sha256: await hashFile(join(out, copy)) });
  }
  return copies;
}

/**
 * Every file of the data folder but those of its database.
 *
 * @param out the backup, which no link may lead to
 */
async function hashFiles(data: string, out: string): Promise<Manifest["files"]> {
  const { database, published } = dataFolder(data);
  const own = (path: string): boolean => path === database || path.startsWith(`${database}-`) || path === published;
  const files: Manifest["files"] = [];
  const backup = await realpath(out);
  const refuseBackup = (real: string): void => {
    if (real === backup) throw inside(out);
  };
  for (const path of (await listFiles(data, own, refuseBackup)).sort()) {
    files.push({ path: relative(data, path).split(sep).join("/"), sha256: await hashFile(path) });
  }
  return files;
}

/**
 * The files below a folder, those that links lead to included.
 *
 * @param isLeftOut tells what is not looked at
 * @param enter is told of each folder, by its real path, before it is read; may throw
 * @param within the folders that lead here: a link may lead back into one of them
 */
async function listFiles(
  folder: string,
  isLeftOut: (path: string) => boolean,
  enter: (real: string) => void,
  within: readonly string[] = [],
): Promise<string[]> {
  const real = await realpath(folder);
  enter(real);
  if (within.includes(real)) throw incomplete(folder, "is a link back to a folder that it is in");
  const files: string[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isLeftOut(path)) continue;
    if (!isInnerPath(name)) throw incomplete(JSON.stringify(path), "has a name that a backup cannot carry");
    const entry = await stat(path).catch((cause: unknown) => {
      throw incomplete(path, "leads nowhere", cause);
    });
    if (entry.isDirectory()) files.push(...(await listFiles(path, isLeftOut, enter, [...within, real])));
    else if (entry.isFile()) files.push(path);
    else throw incomplete(path, "is no file");
  }
  return files;
}

function inside(out: string): OperatorError {
  return new OperatorError(
    "backup-incomplete",
    `${out} lies in the data folder, or a link there leads to it. Name a folder outside of it.`,
  );
}

function incomplete(path: string, what: string, cause?: unknown): OperatorError {
  return new OperatorError("backup-incomplete", `${path} ${what}. Move it out of the data folder, and try again.`, { cause });
}

async function countEntries(folder: DataFolder, address: string): Promise<number> {
  const store = await openDatabase(folder, address);
  try {
    return await countAudit(store);
  } finally {
    await store.destroy();
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((cause: unknown) => {
    if (hasSystemCode(cause, "EEXIST")) {
      throw new OperatorError("file-exists", `${path} exists. Name a folder that does not.`, { cause });
    }
    throw cause;
  });
}
