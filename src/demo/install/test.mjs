import { tmpdir } from "node:os";
import { build } from "./build.mjs";
import { runNode } from "./run.mjs";
import { makeRunFolder, removeRunFolder } from "./run-folder.mjs";

/**
 * Runs every check in order, the quick ones first, and stops at the first that fails.
 *
 * @param {string} node
 * @param {readonly string[]} args for vitest
 * @returns {Promise<number>} the exit code
 */
export async function test(node, args) {
  const checks = [
    { name: "types and style", script: [".ci/types-and-lint.mjs"] },
    {
      name: "who imports whom",
      script: ["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", "--config", ".ci/imports.cjs", "src"],
    },
    { name: "unused code", script: ["node_modules/knip/bin/knip.js", "--config", ".ci/knip.json"] },
  ];
  for (const { name, script } of checks) {
    console.error(`Checking ${name} …`);
    const code = await runNode(node, script);
    if (code !== 0) {
      console.error(`The check of ${name} failed.`);
      return code;
    }
  }
  await build(node, ["extension", "extension-firefox", "webapp", "inpage", "recovery"]);
  console.error("Running the tests …");
  const folder = makeRunFolder(tmpdir());
  // What asks for the computer's folder for temporary files is given this one.
  process.env["TMPDIR"] = folder;
  try {
    return await runNode(node, ["node_modules/vitest/vitest.mjs", "run", ...args]);
  } finally {
    removeRunFolder(folder);
  }
}
