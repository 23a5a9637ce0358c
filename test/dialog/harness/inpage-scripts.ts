import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../../src/launch/root.mjs";
import { build } from "../../../tools/install/build.mjs";

const late = ["dialog", "drawings", "replace", "stopped", "ja", "en", "shared"];
const scripts = ["koshin.iife.js", ...late.map((name) => `koshin-${name}.js`)];

/** The built in-page module as a plain script, with everything that it imports, by path. */
export async function inpageScripts(): Promise<Map<string, string>> {
  await build(process.execPath, ["inpage"]);
  const read = async (name: string) => [`/${name}`, await readFile(join(root, "dist", "inpage", name), "utf8")] as const;
  return new Map(await Promise.all(scripts.map(read)));
}
