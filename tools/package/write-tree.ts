import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FolderFile } from "./read-folder.ts";

/**
 * Writes files below a folder, readable by everybody whatever the umask, and their folders.
 *
 * @param executable whether a file is a program
 */
export async function writeTree(
  folder: string,
  files: readonly FolderFile[],
  executable: (name: string) => boolean = () => false,
): Promise<void> {
  for (const { name, contents } of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
    await chmod(path, executable(name) ? 0o755 : 0o644);
  }
}
