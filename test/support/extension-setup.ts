import { build } from "../../tools/install/build.mjs";

/** Builds the extension before any test does: a browser of another test would load a folder that is being rewritten. */
export async function setup(): Promise<void> {
  await build(process.execPath, ["extension"]);
}
