import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../src/launch/root.mjs";
import { run } from "../../src/launch/run.mjs";

/**
 * Installs the npm packages if they do not match the lock file.
 *
 * @throws {Error} if npm fails; npm has then printed why
 */
export async function installPackages() {
  if (isInstalled(read("package-lock.json"), read("node_modules/.package-lock.json"))) return;
  console.error("Installing the npm packages …");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"];
  // The system's own browser is used.
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: "true" };
  const npm = process.env["npm_execpath"];
  const code = await (npm?.endsWith(".js")
    ? run(process.execPath, [npm, ...args], { stdio: "progress", env })
    : run("npm", args, { stdio: "progress", env }));
  if (code !== 0) throw new Error("The npm packages could not be installed. See npm's message above, and try again.");
}

/**
 * Whether npm has installed what a lock file lists. Modification times are no help: git rewrites a lock file with every
 * branch, and reinstalling while tests run would remove their packages.
 *
 * @param {string} lock the lock file
 * @param {string} installed npm's `node_modules/.package-lock.json`
 */
export function isInstalled(lock, installed) {
  const [wanted, there] = [packagesIn(lock), packagesIn(installed)];
  const isWhole = Array.from(wanted).every(([name, isOptional]) => isOptional || there.has(name));
  return there.size > 0 && isWhole && Array.from(there.keys()).every((name) => wanted.has(name));
}

/**
 * The packages of a lock file in npm's format: each folder with its version, and whether it is optional.
 *
 * @param {string} lock
 * @returns {Map<string, boolean>}
 */
function packagesIn(lock) {
  const entries = lock.matchAll(/^ {4}"(node_modules\/[^"]+)": \{\n([^]*?)^ {4}\}/gm);
  return new Map(
    Array.from(entries, ([, folder = "", entry = ""]) => [
      `${folder} ${/"version": "([^"]+)"/.exec(entry)?.[1]}`,
      entry.includes('"optional": true'),
    ]),
  );
}

/** @param {string} path */
function read(path) {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
