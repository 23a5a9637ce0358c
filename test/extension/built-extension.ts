import { join } from "node:path";
import { build } from "../../src/demo/install/build.mjs";
import { root } from "../../src/demo/install/root.mjs";

/** The folder of the extension as it is shipped, built where it is older than its sources. Nobody may write into it. */
export async function builtExtension(): Promise<string> {
  await build(process.execPath, ["extension"]);
  return join(root, "dist", "extension");
}
