import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/**
 * A Node that runs TypeScript and has everything that the service needs (24.7 or later): the running one, else the
 * one that came with the packages.
 *
 * @returns {string} its path
 * @throws {Error} where there is none
 */
export function nodeForTypeScript() {
  if (isEnough(process.versions.node)) return process.execPath;
  const packaged = join(root, "node_modules", ".bin", "node");
  if (existsSync(packaged) && isEnough(execFileSync(packaged, ["--version"], { encoding: "utf8" }).slice(1)))
    return packaged;
  throw new Error(`Koshin needs Node 24.7 or later, and this is ${process.versions.node}: install it from https://nodejs.org.`);
}

/** @param {string} version */
function isEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 7);
}
