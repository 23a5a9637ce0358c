import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/** The oldest versions that will do, each read from the file that tells it to everybody else. */
export const floors = {
  node: versionIn("package.json", /"node": ">=([\d.]+)"/),
  chromium: versionIn("manifest.json", /"minimum_chrome_version": "([\d.]+)"/),
  firefox: versionIn("manifest.json", /"strict_min_version": "([\d.]+)"/),
  /** Of the service's other database, as docs/operator.md tells. */
  postgres: "12",
  /** The first Java that opens a modern .p12 file, which the tests hold ours against. */
  java: "11.0.12",
};

/**
 * Whether a version is a floor's or a later one.
 *
 * @param {string} version numbers with points between them
 * @param {string} floor likewise; what it leaves out is 0
 */
export function isAtLeast(version, floor) {
  const [numbers, least] = [version, floor].map((each) => each.split(".").map(Number));
  const differs = least?.findIndex((number, place) => (numbers?.[place] ?? 0) !== number) ?? -1;
  return differs === -1 || (numbers?.[differs] ?? 0) > (least?.[differs] ?? 0);
}

/**
 * Asks a program which version it is.
 *
 * @param {string} program its path
 * @param {string} [option] what makes it tell
 * @returns {string | undefined} numbers with points between them; undefined where it does not tell
 */
export function versionOf(program, option = "--version") {
  // On Windows a browser does not answer, it opens a window.
  if (process.platform === "win32") return undefined;
  const { stdout, stderr } = spawnSync(program, [option], { encoding: "utf8", timeout: 60_000 });
  return /\d+(?:\.\d+)*/.exec(stdout + stderr)?.[0];
}

/**
 * @param {string} file in the checkout
 * @param {RegExp} pattern
 */
function versionIn(file, pattern) {
  const version = pattern.exec(readFileSync(join(root, file), "utf8"))?.[1];
  if (version === undefined) throw new Error(`${file} does not tell the oldest version that will do.`);
  return version;
}
