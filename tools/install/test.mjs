import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../src/launch/root.mjs";
import { runNode } from "../../src/launch/run.mjs";
import { build } from "./build.mjs";
import { makeRunFolder, placeForRunFolder, placesForRunFolders, removeLeftFolders, removeRunFolder } from "./run-folder.mjs";

/**
 * Runs every check, in parallel with the builds that tests need, and then the tests; stops at the first failed check.
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
  const builds = build(node, ["extension", "extension-firefox", "webapp", "inpage", "recovery"]);
  const [code] = await Promise.all([check(node), builds]);
  if (code !== 0) return code;
  console.error("Running the tests …");
  // In each of them, before the room in memory is measured: what is left there takes it.
  for (const place of placesForRunFolders()) removeLeftFolders(place);
  const folder = makeRunFolder(placeForRunFolder());
  // This replaces the system's folder for temporary files.
  process.env["TMPDIR"] = folder;
  try {
    return await runNode(node, ["node_modules/vitest/vitest.mjs", "run", ...args]);
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
 * @returns {Promise<number>} the exit code of the first failed check
 */
async function check(node) {
  const checks = [
    { name: "format", script: ["tools/check/format.mjs", "--check"] },
    {
      name: "import rules",
      script: ["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", "--config", "tools/check/imports.cjs", "src", "tools"],
    },
    { name: "unused code", script: ["node_modules/knip/bin/knip.js", "--config", "tools/check/knip.json"] },
    { name: "types and style", script: ["tools/check/types-and-lint.mjs"] },
  ];
  for (const { name, script } of checks) {
    console.error(`Checking ${name} …`);
    const code = await runNode(node, script);
    if (code === 0) continue;
    console.error(`The check of ${name} failed.`);
    return code;
  }
  return 0;
}
