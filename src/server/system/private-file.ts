import { randomBytes } from "node:crypto";
import { access, chown, constants, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolders } from "./make-folders.ts";
import { OperatorError } from "./operator-error.ts";
import { unreadable } from "./read-data-file.ts";
import { hasSystemCode } from "./system-code.ts";

/** Makes a folder that only its owner can enter; made by root, it belongs to the owner of the folder that it is in. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await giveToOwnerOfFolder(path);
}

/** The same where it is not there yet, with the folders that it is in. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  await makeFolders(path, makePrivateFolder);
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

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function createPrivateFile(path: string, content: string | Uint8Array, owner: Owner | undefined): Promise<void> {
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
