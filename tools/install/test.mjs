import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../src/launch/root.mjs";
import { runNode } from "../../src/launch/run.mjs";
import { build } from "./build.mjs";
import { runBeside } from "./run-beside.mjs";
import { makeRunFolder, placeForRunFolder, placesForRunFolders, removeLeftFolders, removeRunFolder } from "./run-folder.mjs";

/**
 * Runs every check and all tests. The quick checks run in parallel with the builds that tests need, and before the tests;
 * the check of types and style, which takes as long as all of them on one processor, runs beside the tests. The first
 * failed check stops everything.
 *
 * @param {string} node
 * @param {readonly string[]} args for vitest
 * @returns {Promise<number>} the exit code
 */
export async function test(node, args) {
  const unmatched = missingTests(args);
  if (unmatched !== undefined) {
    console.error(unmatched);
    return 2;
  }
  const typesAndStyle = { name: "types and style", script: ["tools/check/types-and-lint.mjs"] };
  return await runBeside(
    (stop) => check(node, typesAndStyle, stop),
    (stop) => testAfterQuickChecks(node, args, stop),
  );
}

/**
 * @param {string} node
 * @param {readonly string[]} args for vitest
 * @param {AbortSignal} stop
 * @returns {Promise<number>} the exit code
 */
async function testAfterQuickChecks(node, args, stop) {
  const builds = build(node, ["extension", "extension-firefox", "webapp", "inpage", "recovery", "console", "koshin"]);
  const [code] = await Promise.all([quickChecks(node, stop), builds]);
  if (code !== 0 || stop.aborted) return code;
  console.error("Running the tests …");
  // In each of them, before the room in memory is measured: what is left there takes it.
  for (const place of placesForRunFolders()) removeLeftFolders(place);
  const folder = makeRunFolder(placeForRunFolder());
  // This replaces the system's folder for temporary files.
  process.env["TMPDIR"] = folder;
  try {
    return await runNode(node, ["node_modules/vitest/vitest.mjs", "run", ...args], { stop });
  } finally {
    removeRunFolder(folder);
  }
}

/**
 * Why the arguments before the options match no test file, if so: vitest itself says it only after checks and builds.
 *
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
export function missingTests(args) {
  const firstOption = args.findIndex((arg) => arg.startsWith("-"));
  const filters = (firstOption === -1 ? args : args.slice(0, firstOption)).map((arg) => arg.replace(/:\d+$/, ""));
  if (filters.length === 0) return undefined;
  const files = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(root, "test", name));
  const matches = filters.some((filter) => files.some((file) => file.includes(filter.replace(/^\.\//, ""))));
  return matches
    ? undefined
    : `No test file's path contains ${filters.join(" or ")}. Name a folder or file below test, such as test/core.`;
}

/**
 * @param {string} node
 * @param {AbortSignal} stop
 * @returns {Promise<number>} the exit code of the first failed check
 */
async function quickChecks(node, stop) {
  const checks = [
    { name: "format", script: ["tools/check/format.mjs", "--check"] },
    {
      name: "import rules",
      script: ["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", "--config", "tools/check/imports.cjs", "src", "tools"],
    },
    { name: "unused code", script: ["node_modules/knip/bin/knip.js", "--config", "tools/check/knip.json"] },
  ];
  for (const each of checks) {
    const code = await check(node, each, stop);
    if (code !== 0) return code;
  }
  return 0;
}

/**
 * @param {string} node
 * @param {{ readonly name: string; readonly script: readonly string[] }} what
 * @param {AbortSignal} stop
 * @returns {Promise<number>} the exit code
 */
async function check(node, { name, script }, stop) {
  console.error(`Checking ${name} …`);
  const code = await runNode(node, script, { stop });
  if (code !== 0 && !stop.aborted) console.error(`The check of ${name} failed.`);
  return code;
}
