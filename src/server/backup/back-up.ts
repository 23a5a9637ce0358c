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
 * Backs up a service while it runs: a consistent copy of its database, and every file of its data folder, including
 * keys and their passphrase. Symbolic links are followed.
 *
 * @param out a folder that does not exist, outside the data folder; only its owner can read its contents. It is removed
 * on failure
 * @param interruption aborts this with its reason
 * @throws OperatorError `backup-incomplete` if the folder contains something other than files, `file-exists`,
 * `data-folder-incomplete`, `settings-malformed`, `database-lost`, `database-foreign`, `database-unusable`,
 * `program-missing`, `backup-disturbed` if the files kept changing
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

/** The keys in the files match the database only if no file has changed while it was copied. */
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
  const sentence = "The files of the data folder kept changing. Wait until the rotation of keys has finished, and try again.";
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
 * The files of the data folder, except those of its database.
 *
 * @param out the backup, which no link may point to
 */
async function hashFiles(data: string, out: string): Promise<Manifest["files"]> {
  const { database, published, running } = dataFolder(data);
  const own = (path: string): boolean =>
    path === database || path.startsWith(`${database}-`) || path === published || path === running;
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
 * The files below a folder, including those that links point to.
 *
 * @param isExcluded excludes a path
 * @param enter receives the real path of each folder before it is read; may throw
 * @param within the folders on the path to this one, which a link may point back to
 */
async function listFiles(
  folder: string,
  isExcluded: (path: string) => boolean,
  enter: (real: string) => void,
  within: readonly string[] = [],
): Promise<string[]> {
  const real = await realpath(folder);
  enter(real);
  if (within.includes(real)) throw incomplete(folder, "is a link to a folder that contains it");
  const files: string[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isExcluded(path)) continue;
    if (!isInnerPath(name)) throw incomplete(JSON.stringify(path), "has a name that a backup cannot contain");
    const entry = await stat(path).catch((cause: unknown) => {
      throw incomplete(path, "is a broken link", cause);
    });
    if (entry.isDirectory()) files.push(...(await listFiles(path, isExcluded, enter, [...within, real])));
    else if (entry.isFile()) files.push(path);
    else throw incomplete(path, "is not a file");
  }
  return files;
}

function inside(out: string): OperatorError {
  return new OperatorError(
    "backup-incomplete",
    `${out} is in the data folder, or a link there points to it. Name a folder outside the data folder.`,
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
