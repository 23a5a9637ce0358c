import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { OperatorError } from "./operator-error.ts";
import { hasSystemCode } from "./system-code.ts";

/**
 * Creates a folder and its missing parents. If the parent exists but cannot contain folders, such as `/proc`, the
 * system reports "no such file", and Node's own recursive `mkdir` then loops forever.
 *
 * @param make creates one of them
 * @returns the first one that was created; undefined if all of them existed
 * @throws OperatorError `file-unusable` if no folder can be created there
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
    throw new OperatorError(
      "file-unusable",
      `${path} cannot be created: ${above} cannot contain folders. Name a folder elsewhere.`,
      {
        cause,
      },
    );
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
