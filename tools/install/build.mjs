import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { root } from "../../src/launch/root.mjs";
import { runNode } from "../../src/launch/run.mjs";
import { isRunning } from "./run-folder.mjs";

/** @typedef {"extension" | "extension-firefox" | "webapp" | "inpage" | "recovery" | "console" | "koshin"} Build */

/** The sources of every build, relative to the checkout. */
export const sources = [
  ...["src", "pages", "manifest.json", "vite.config.ts", "package.json", "package-lock.json", "tsconfig.json"],
  ...["tools/build", "docs/web-app-developer.md"],
];

/**
 * Builds what browsers load, installations consist of, or tests start, in `dist/`, if it is missing or older than its sources.
 *
 * @param {string} node
 * @param {readonly Build[]} builds
 * @throws {Error} if a build fails; vite has then printed why
 */
export async function build(node, builds) {
  for (const name of builds) await makeOnce(name, sources, () => buildOne(node, name));
}

/**
 * Makes a folder of that name in `dist/`, if it is missing or older than its sources. If several processes want the same one,
 * only one makes it.
 *
 * @param {string} name
 * @param {readonly string[]} from its sources, relative to the checkout
 * @param {() => Promise<void>} make
 * @throws what `make` throws
 */
export async function makeOnce(name, from, make) {
  if (isFresh(name, from)) return;
  const lock = join(root, "dist", `.${name}.lock`);
  await take(lock);
  try {
    if (isFresh(name, from)) return;
    const begun = new Date();
    await make();
    writeFileSync(stampOf(name), "");
    // A source that changed in the meantime counts as newer.
    utimesSync(stampOf(name), begun, begun);
  } finally {
    rmSync(lock);
  }
}

/**
 * @param {string} node
 * @param {Build} name
 */
async function buildOne(node, name) {
  console.error(`Building ${name} …`);
  const vite = join("node_modules", "vite", "bin", "vite.js");
  // Test runners set it to `test`, for which Vite would make a development build.
  const env = { ...process.env, NODE_ENV: "production" };
  const code = await runNode(node, [vite, "build", "--mode", name, "--logLevel", "warn"], { stdio: "progress", env });
  if (code !== 0) throw new Error(`The build of ${name} failed. See vite's message above.`);
}

/**
 * @param {string} name
 * @param {readonly string[]} from
 */
function isFresh(name, from) {
  return existsSync(join(root, "dist", name)) && modified(stampOf(name)) >= newest(from.map((path) => join(root, path)));
}

/** @param {string} name */
function stampOf(name) {
  return join(root, "dist", `.${name}`);
}

/**
 * Waits until this process holds a lock file. A lock left behind by a process that has ended is removed.
 *
 * @param {string} lock
 */
async function take(lock) {
  mkdirSync(join(root, "dist"), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    if (isLeft(lock)) rmSync(lock, { force: true });
    else await setTimeout(100);
  }
}

/** @param {string} lock */
function isLeft(lock) {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    return pid > 0 && !isRunning(pid);
  } catch {
    // It was released in the meantime.
    return false;
  }
}

/**
 * The latest modification time of these files, and of the files in these folders.
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
