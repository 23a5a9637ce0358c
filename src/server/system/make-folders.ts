import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { OperatorError } from "./operator-error.ts";
import { hasSystemCode } from "./system-code.ts";

/**
 * Makes a folder, and those that it is in where they are not there. Where the folder above is there and takes none, as
 * `/proc` does, the system says "no such file" of it, upon which Node's own recursive `mkdir` tries for ever.
 *
 * @param make makes one of them
 * @returns the first one that was made; undefined where all of them were there
 * @throws OperatorError `file-unusable` where no folder can be made there
 */
export async function makeFolders(
  path: string,
  make: (folder: string) => Promise<void> = makePrivately,
): Promise<string | undefined> {
  try {
    return await makeOne(path, make);
  } catch (error) {
    if (!hasSystemCode(error, "ENOENT")) throw error;
  }
  const above = dirname(path);
  const first = above === path ? undefined : await makeFolders(above, make);
  try {
    const made = await makeOne(path, make);
    return first ?? made;
  } catch (cause) {
    if (!hasSystemCode(cause, "ENOENT")) throw cause;
    throw new OperatorError("file-unusable", `${path} cannot be made: ${above} takes no folders. Name a folder elsewhere.`, {
      cause,
    });
  }
}

async function makeOne(path: string, make: (folder: string) => Promise<void>): Promise<string | undefined> {
  try {
    await make(path);
    return path;
  } catch (error) {
    if (!hasSystemCode(error, "EEXIST")) throw error;
    return undefined;
  }
}

async function makePrivately(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
}
