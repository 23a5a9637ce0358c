import { randomBytes } from "node:crypto";
import { access, chmod, chown, constants, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OperatorError } from "./operator-error.ts";
import { readVariable } from "./read-variables.ts";
import { systemdCredential } from "./systemd-credential.ts";

/** Where everything of one service lies: folders 0700, files 0600. */
export interface DataFolder {
  readonly root: string;
  readonly settings: string;
  readonly passphrase: string;
  readonly masterKey: string;
  /** There once a webhook has been named. */
  readonly webhookKey: string;
  readonly database: string;
  /** What this service has told the world last: its revocation lists and the end of its audit trail. Not in backups. */
  readonly published: string;
  /** Which database is this service's, wherever it is. */
  readonly databaseIdentity: string;
  readonly authority: {
    readonly folder: string;
    /** What a rotation has made and not yet put into its place. */
    readonly next: string;
    readonly rootCertificate: string;
    readonly rootKey: string;
    readonly issuingCertificate: string;
    readonly issuingKey: string;
    readonly serverCertificate: string;
    readonly serverKey: string;
  };
}

/**
 * Names the files of a data folder. `KOSHIN_CA_PASSPHRASE_FILE` and `KOSHIN_MASTER_KEY_FILE`, or else systemd's
 * credentials `koshin-ca-passphrase` and `koshin-master-key`, put these two secrets outside of it.
 */
export function dataFolder(root: string): DataFolder {
  const folder = join(root, "authority");
  return {
    root,
    settings: join(root, "koshin.json"),
    passphrase:
      readVariable("KOSHIN_CA_PASSPHRASE_FILE") ?? systemdCredential("koshin-ca-passphrase") ?? join(root, "passphrase"),
    masterKey: readVariable("KOSHIN_MASTER_KEY_FILE") ?? systemdCredential("koshin-master-key") ?? join(root, "master.key"),
    webhookKey: systemdCredential("koshin-webhook-key") ?? join(root, "webhook.key"),
    database: join(root, "koshin.sqlite"),
    published: join(root, "published"),
    databaseIdentity: join(root, "database.id"),
    authority: {
      folder,
      next: join(folder, "next"),
      rootCertificate: join(folder, "root.pem"),
      rootKey: join(folder, "root.key"),
      issuingCertificate: join(folder, "issuing.pem"),
      issuingKey: join(folder, "issuing.key"),
      serverCertificate: join(folder, "server.pem"),
      serverKey: join(folder, "server.key"),
    },
  };
}

/** Whether a file belongs to a data folder, and is not one that the operator keeps elsewhere. */
export function isInside({ root }: DataFolder, path: string): boolean {
  return path === join(root, basename(path));
}

/**
 * Fills a data folder that is empty or not there yet. Where that fails, it is empty or not there again, so that the
 * next try has no remains in its way. What root makes belongs to the folder's owner.
 *
 * @throws OperatorError `data-folder-in-use`; what `fill` throws
 */
export async function fillDataFolder<T>(data: DataFolder, fill: () => Promise<T>): Promise<T> {
  const made = await mkdir(data.root, { recursive: true, mode: 0o700 });
  const names = await readdir(data.root);
  if (names.length > 0) {
    const begun = names.includes(basename(data.authority.folder)) && !names.includes(basename(data.settings));
    const sentence = begun
      ? `${data.root} has no koshin.json, which is written last: what made it was ended half way. Remove it, and try again.`
      : `${data.root} is not empty. Name an empty folder or another one.`;
    throw new OperatorError("data-folder-in-use", sentence);
  }
  try {
    await chmod(data.root, 0o700);
    await makePrivateFolder(data.authority.folder);
    return await fill();
  } catch (error) {
    // A folder that was there stays: it may be where a disk is mounted.
    const remains = made === undefined ? (await readdir(data.root)).map((name) => join(data.root, name)) : [made];
    for (const path of remains) await rm(path, { recursive: true });
    throw error;
  }
}

/** Makes a folder that only its owner can enter; made by root, it belongs to the owner of the folder that it is in. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await giveToOwnerOfFolder(path);
}

/** Has what root has made belong to the owner of the folder that it is in; does nothing for others. */
export async function giveToOwnerOfFolder(path: string): Promise<void> {
  const owner = await ownerForRoot(dirname(path));
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}

/**
 * Writes a file that only its owner can read, and never over another one. Written by root, it belongs to the owner of
 * the folder that it is in, so that a service that is not root can read what a command has made beside it.
 *
 * @throws OperatorError `file-exists`
 */
export async function writePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  await createPrivateFile(path, content, await ownerForRoot(dirname(path)));
}

/**
 * Replaces a private file: at every moment, even after a loss of power, it is the earlier one or the whole later one.
 * Replaced by root, it stays the earlier one's owner's.
 */
export async function replacePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  // Another process may be about to do the same.
  const beside = `${path}.${randomBytes(4).toString("hex")}.next`;
  try {
    await createPrivateFile(beside, content, (await ownerForRoot(path)) ?? (await ownerForRoot(dirname(path))));
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
}

/**
 * Makes a private file, empty, where there is none.
 *
 * @throws OperatorError `file-unreadable` where it is there and may not be read and written
 */
export async function ensurePrivateFile(path: string): Promise<void> {
  await writePrivateFile(path, "").catch((error: unknown) => {
    if (!(error instanceof OperatorError && error.code === "file-exists")) throw error;
  });
  await access(path, constants.R_OK | constants.W_OK).catch((cause: unknown) => {
    throw unreadable(path, "Restore it from a backup.", cause);
  });
}

/** Makes durable what was made, renamed or removed in a folder. */
export async function flushFolder(path: string): Promise<void> {
  await using folder = await open(path);
  await folder.sync();
}

/**
 * Reads a text file that a data folder needs.
 *
 * @param whenMissing a sentence that says what to do where it is not there
 * @throws OperatorError `data-folder-incomplete` where it is not there, `file-unreadable`
 */
export async function readDataFile(path: string, whenMissing: string): Promise<string> {
  return await readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadable(path, whenMissing, cause);
  });
}

/** Why a file or folder could not be read, by what the system said: it is not there, or it may not be read. */
export function unreadable(path: string, whenMissing: string, cause: unknown): OperatorError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOENT") return new OperatorError("data-folder-incomplete", `${path} is missing. ${whenMissing}`, { cause });
  const user = process.getuid === undefined ? "this user" : `the user ${process.getuid()}`;
  const mayNot = code === "EACCES" || code === "EPERM";
  const sentence = mayNot
    ? `${path} is there, and ${user} may not read it. Give it to the owner of the data folder (chown), or run this as that user.`
    : `${path} is there, and cannot be read (${code === "" ? String(cause) : code}). See to the file or its disk.`;
  return new OperatorError("file-unreadable", sentence, { cause });
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function createPrivateFile(path: string, content: string | Uint8Array, owner: Owner | undefined): Promise<void> {
  await using file = await open(path, "wx", 0o600).catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") {
      throw new OperatorError("file-exists", `${path} exists. Move it away or name another file.`, { cause });
    }
    throw cause;
  });
  try {
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    // On a full disk it would lie there empty, in the way of the next try.
    await rm(path, { force: true });
    throw error;
  }
}

/** Whose something is, for root, who alone can give files away; undefined for others, and where it is not there. */
async function ownerForRoot(path: string): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return await stat(path).catch(() => undefined);
}

/** Replaces a file in `published`, which is made where it is not there. */
export async function replacePublishedFile(published: string, name: string, content: string | Uint8Array): Promise<void> {
  await makePrivateFolder(published).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
  await replacePrivateFile(join(published, name), content);
}
