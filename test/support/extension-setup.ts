import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { build } from "../../tools/install/build.mjs";

/**
 * Builds the extension before any test does: a browser of another test would load a folder that is being rewritten. Browsers
 * find nothing to do in place of the scripts that remove an extension's icons from the desktop's menus, where it has none:
 * a dozen of them, with hundreds of processes, take longer than starting a browser.
 *
 * @returns ends it
 */
export async function setup(): Promise<() => Promise<void>> {
  await build(process.execPath, ["extension"]);
  const folder = await mkdtemp(join(tmpdir(), "koshin-desktop-"));
  for (const script of ["xdg-icon-resource", "xdg-desktop-menu"]) await symlink("/bin/true", join(folder, script));
  process.env["PATH"] = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
  return async () => await rm(folder, { recursive: true });
}
