import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import { runNode } from "./run.mjs";

/** @typedef {"extension" | "extension-firefox" | "webapp" | "inpage" | "recovery"} Build */

const sources = [
  ...["src", "pages", "manifest.json", "vite.config.ts", "package.json", "package-lock.json", "tsconfig.json"],
  ...[".ci/inpage-package.ts", "docs/web-app-developer.md"],
];

/**
 * Builds what browsers load, in `dist/`, where it is missing or older than its sources.
 *
 * @param {string} node
 * @param {readonly Build[]} builds
 * @throws {Error} where a build fails; vite has then said why
 */
export async function build(node, builds) {
  for (const name of builds) {
    const begun = new Date();
    const stamp = join(root, "dist", `.${name}`);
    if (existsSync(join(root, "dist", name)) && modified(stamp) >= newest(sources.map((path) => join(root, path))))
      continue;
    console.error(`Building ${name} …`);
    const vite = join("node_modules", "vite", "bin", "vite.js");
    const code = await runNode(node, [vite, "build", "--mode", name, "--logLevel", "warn"], "progress");
    if (code !== 0) throw new Error(`The build of ${name} failed. See vite's message above.`);
    mkdirSync(join(root, "dist"), { recursive: true });
    writeFileSync(stamp, "");
    // A source that changed while the build ran is newer than the build.
    utimesSync(stamp, begun, begun);
  }
}

/**
 * When the newest of these files, and of the files in these folders, was changed.
 *
 * @param {readonly string[]} paths
 * @returns {number} milliseconds since 1970
 */
function newest(paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isDirectory() !== true) return stat?.mtimeMs ?? 0;
      return Math.max(stat.mtimeMs, newest(readdirSync(path).map((name) => join(path, name))));
    }),
  );
}

/** @param {string} path */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
