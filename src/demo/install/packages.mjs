import { statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import { run } from "./run.mjs";

/**
 * Installs the npm packages where they are missing or older than the lock file.
 *
 * @throws {Error} where npm fails; npm has then said why
 */
export async function installPackages() {
  const installed = modified("node_modules/.package-lock.json");
  if (installed > 0 && installed >= modified("package-lock.json")) return;
  console.error("Installing the npm packages …");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"];
  // The browser is the system's own.
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: "true" };
  const npm = process.env["npm_execpath"];
  const code = await (npm?.endsWith(".js")
    ? run(process.execPath, [npm, ...args], { stdio: "progress", env })
    : run("npm", args, { stdio: "progress", env }));
  if (code !== 0) throw new Error("The npm packages could not be installed. See npm's message above, and try again.");
}

/** @param {string} path */
function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
