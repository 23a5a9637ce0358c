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
 * Makes sure that a database is the one that a data folder belongs to. A folder that does not know its database yet
 * learns it, unless it may not be written to.
 *
 * @returns the identity of the database
 * @throws OperatorError `database-foreign`
 */
export async function recogniseDatabase({ root, databaseIdentity: file }: DataFolder, store: Store): Promise<string> {
  const found = await readIdentity(store);
  const known = (await readKnown(file)) ?? (found && (await learn(file, found)));
  if (found !== undefined && found === known) return found;
  const sentence =
    `The database is ${found === undefined ? "emptied" : `that of another service (${found})`}; ${root} belongs to ${String(known)}. ` +
    `Correct its address, restore a backup (koshin restore), or begin on purpose with an empty one: koshin new-database --data ${root}`;
  throw new OperatorError("database-foreign", sentence);
}

/** Has a data folder belong to this database from now on, whichever it belonged to before. */
export async function adoptDatabase({ databaseIdentity: file }: DataFolder, store: Store): Promise<void> {
  await replacePrivateFile(file, `${String(await readIdentity(store))}\n`);
}

async function readKnown(file: string): Promise<string | undefined> {
  return (await readDataFileIfThere(file))?.trim();
}

/** Several processes may learn at once: the file is never there in part, and the first one's stays. */
async function learn(file: string, identity: string): Promise<string | undefined> {
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
