import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A file of a folder, in memory; its path is relative to the folder. */
export interface FolderFile {
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer;
}

/** Reads every file in a folder, recursively. */
export async function readFolder(folder: string): Promise<readonly FolderFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(
    paths.map(async (path) => ({
      path: path.slice(folder.length + 1),
      mode: (await stat(path)).mode,
      content: await readFile(path),
    })),
  );
}

/** Writes files into a folder, and creates missing subfolders as private ones. */
export async function writeFolder(folder: string, files: readonly FolderFile[]): Promise<void> {
  for (const { path, mode, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, path), content, { mode });
  }
}
