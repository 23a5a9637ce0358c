import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/** The minimum versions, each read from the file that declares it, when it is needed: an installation has no manifest.json. */
export const floors = {
  get node() {
    return versionIn("package.json", /"node": ">=([\d.]+)"/);
  },
  get chromium() {
    return versionIn("manifest.json", /"minimum_chrome_version": "([\d.]+)"/);
  },
  get firefox() {
    return versionIn("manifest.json", /"strict_min_version": "([\d.]+)"/);
  },
  /** As in docs/operator.md. */
  postgres: "12",
  /** The first Java that opens a modern .p12 file, which the tests check. */
  java: "11.0.12",
};

/**
 * Whether a version is at least a minimum version.
 *
 * @param {string} version numbers separated by dots
 * @param {string} floor likewise; missing numbers are 0
 */
export function isAtLeast(version, floor) {
  const [numbers, least] = [version, floor].map((each) => each.split(".").map(Number));
  const differs = least?.findIndex((number, place) => (numbers?.[place] ?? 0) !== number) ?? -1;
  return differs === -1 || (numbers?.[differs] ?? 0) > (least?.[differs] ?? 0);
}

/**
 * Asks a program for its version.
 *
 * @param {string} program its path
 * @param {string} [option] that prints the version
 * @returns {string | undefined} numbers separated by dots; undefined if it prints none
 */
export function versionOf(program, option = "--version") {
  // On Windows a browser opens a window instead of printing its version.
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
  if (version === undefined) throw new Error(`${file} does not declare the minimum version.`);
  return version;
}
