import { randomBytes } from "node:crypto";
import { access, chown, constants, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolders } from "./make-folders.ts";
import { OperatorError } from "./operator-error.ts";
import { unreadable } from "./read-data-file.ts";
import { hasSystemCode } from "./system-code.ts";

/** Creates a folder that only its owner can enter; if created by root, it belongs to the owner of its parent. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await giveToOwnerOfFolder(path);
}

/** Creates a private folder and its missing parents, unless it exists. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  await makeFolders(path, makePrivateFolder);
}

/** Gives what root created to the owner of the folder; does nothing for other users. */
export async function giveToOwnerOfFolder(path: string): Promise<void> {
  const owner = await ownerForRoot(dirname(path));
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}

/**
 * Creates a file that only its owner can read, and never overwrites one. If created by root, it belongs to the owner of its
 * folder, so that a service that is not root can read what a command has created.
 *
 * @throws OperatorError `file-exists`
 */
export async function writePrivateFile(path: string, content: Content): Promise<void> {
  await createPrivateFile(path, content, await ownerForRoot(dirname(path)));
}

/**
 * Replaces a private file atomically, even in case of a power failure. If replaced by root, it keeps its owner.
 */
export async function replacePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  // Another process may do the same.
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
 * Creates an empty private file, unless it exists.
 *
 * @throws OperatorError `file-unreadable` if it exists and may not be read and written
 */
export async function ensurePrivateFile(path: string): Promise<void> {
  await writePrivateFile(path, "").catch((error: unknown) => {
    if (!(error instanceof OperatorError && error.code === "file-exists")) throw error;
  });
  await access(path, constants.R_OK | constants.W_OK).catch((cause: unknown) => {
    throw unreadable(path, "Restore it from a backup.", cause);
  });
}

/** Makes changes of a folder's entries durable. */
export async function flushFolder(path: string): Promise<void> {
  await using folder = await open(path);
  await folder.sync();
}

/** What is written into a file: whole, or as it is made. */
type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function createPrivateFile(path: string, content: Content, owner: Owner | undefined): Promise<void> {
  await using file = await open(path, "wx", 0o600).catch((cause: unknown) => {
    if (hasSystemCode(cause, "EEXIST")) {
      throw new OperatorError("file-exists", `${path} exists. Move it away or name another file.`, { cause });
    }
    throw cause;
  });
  try {
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    // On a full disk, or if its content breaks off, a part would remain, and prevent a retry.
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * The owner of a path, if this process is root and so can change owners; undefined for other users, and if the path
 * does not exist.
 */
async function ownerForRoot(path: string): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return await stat(path).catch(() => undefined);
}
