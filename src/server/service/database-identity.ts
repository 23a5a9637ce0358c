import { randomBytes } from "node:crypto";
import { link, rm } from "node:fs/promises";
import type { Store } from "../store/database/schema.ts";
import { readIdentity } from "../store/identity.ts";
import type { DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { replacePrivateFile, writePrivateFile } from "../system/private-file.ts";
import { readDataFileIfThere } from "../system/read-data-file.ts";
import { hasSystemCode } from "../system/system-code.ts";

/**
 * Checks that a database belongs to a data folder. If the folder does not record the identity of its database yet, this
 * one's is recorded, unless the folder is not writable.
 *
 * @returns the identity of the database
 * @throws OperatorError `database-foreign`
 */
export async function recogniseDatabase({ root, databaseIdentity: file }: DataFolder, store: Store): Promise<string> {
  const found = await readIdentity(store);
  const known = (await readKnown(file)) ?? (found && (await adopt(file, found)));
  if (found !== undefined && found === known) return found;
  const sentence =
    `The database ${found === undefined ? "was emptied" : `is that of another service (${found})`}; ${root} belongs to ${String(known)}. ` +
    `Correct its URL, restore a backup (koshin restore), or start with an empty one on purpose: koshin new-database --data ${root}`;
  throw new OperatorError("database-foreign", sentence);
}

/** Records a database as that of a data folder. */
export async function adoptDatabase({ databaseIdentity: file }: DataFolder, store: Store): Promise<void> {
  await replacePrivateFile(file, `${String(await readIdentity(store))}\n`);
}

async function readKnown(file: string): Promise<string | undefined> {
  return (await readDataFileIfThere(file))?.trim();
}

/** Several processes may do this at once: the file is written atomically, and the first writer wins. */
async function adopt(file: string, identity: string): Promise<string | undefined> {
  const beside = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    await writePrivateFile(beside, `${identity}\n`);
    await link(beside, file);
  } catch (error) {
    if (hasSystemCode(error, "EACCES", "EPERM", "EROFS")) return identity;
    if (!hasSystemCode(error, "EEXIST")) throw error;
  } finally {
    await rm(beside, { force: true });
  }
  return await readKnown(file);
}
