import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "./eventually.ts";

/** Waits for a complete file with this extension in a download folder: until then, browsers reserve its name with an empty one. */
export async function completeDownload(folder: string, ending: string): Promise<string> {
  return await eventually(`a ${ending} file in the download folder`, async () => {
    const name = (await readdir(folder)).find((file) => file.endsWith(ending));
    if (name === undefined) return undefined;
    const path = join(folder, name);
    return (await stat(path)).size > 0 ? path : undefined;
  });
}
