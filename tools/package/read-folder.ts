import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";

/** A file with its contents. */
export interface FolderFile {
  /** Its path, separated by `/`. */
  readonly name: string;
  readonly contents: Uint8Array;
}

/** All files of a folder, recursively, with their relative paths. */
export async function readFolder(folder: string): Promise<readonly FolderFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { name: path.slice(folder.length + 1).replaceAll("\\", "/"), contents: await readFile(path) };
    }),
  );
}

/** The named files and folders of a folder, recursively, with their relative paths. */
export async function readNamed(folder: string, names: readonly string[]): Promise<readonly FolderFile[]> {
  const read = names.map(async (name) => {
    const path = join(folder, name);
    if (!(await stat(path)).isDirectory()) return [{ name, contents: await readFile(path) }];
    return (await readFolder(path)).map((file) => ({ ...file, name: posix.join(name, file.name) }));
  });
  return (await Promise.all(read)).flat();
}
