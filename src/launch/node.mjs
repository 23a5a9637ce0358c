import { existsSync } from "node:fs";
import { join } from "node:path";
import { floors, isAtLeast, versionOf } from "./floors.mjs";
import { root } from "./root.mjs";

/**
 * A Node that runs TypeScript and has everything that the service needs: the running one, or else the one installed
 * with the packages.
 *
 * @param {string} [running] the version of the running one
 * @param {string} [packaged] the path of the installed one
 * @returns {string} its path
 * @throws {Error} if there is none
 */
export function nodeForTypeScript(running = process.versions.node, packaged = join(root, "node_modules", ".bin", "node")) {
  if (isAtLeast(running, floors.node)) return process.execPath;
  if (existsSync(packaged) && isAtLeast(versionOf(packaged) ?? "0", floors.node)) return packaged;
  throw new Error(`Koshin needs Node ${floors.node} or later, and this is ${running}: install it from https://nodejs.org.`);
}
