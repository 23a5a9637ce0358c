import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The top of the checkout. */
export const root = join(import.meta.dirname, "..", "..");

/** Every document of the project, with its relative path. */
export async function documents(): Promise<{ readonly path: string; readonly text: string }[]> {
  const paths = await Array.fromAsync(glob(["*.md", "docs/**/*.md"], { cwd: root }));
  return await Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), "utf8") })));
}

/** The commands of a document: the contents of its `sh` blocks, in order. */
export function commandsIn(text: string): string[] {
  return Array.from(text.matchAll(/^```sh\n(.*?)^```/gms), ([, block = ""]) => block.trim());
}
