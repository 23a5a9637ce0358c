import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FolderFile } from "./read-folder.ts";

/** A file with its permissions; one whose name ends with a slash is a folder. */
export interface TreeFile extends FolderFile {
  /** Its mode, such as 0o755; 0o644 by default. */
  readonly mode?: number;
}

/** Writes files below a folder, with their modes, and their folders, readable by everybody, whatever the umask. */
export async function writeTree(folder: string, files: readonly TreeFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  for (const { name, contents, mode = 0o644 } of files) {
    const path = join(folder, name);
    await makeFolder(folder, dirname(name));
    if (name.endsWith("/")) await mkdir(path);
    else await writeFile(path, contents);
    await chmod(path, mode);
  }
}

async function makeFolder(folder: string, name: string): Promise<void> {
  if (name === ".") return;
  await makeFolder(folder, dirname(name));
  await mkdir(join(folder, name), { recursive: true });
  await chmod(join(folder, name), 0o755);
}
