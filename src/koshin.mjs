#!/usr/bin/env node
// Plain JavaScript on purpose: it runs on any version of Node, and finds the one that the program needs.
import { fileURLToPath } from "node:url";
import { nodeForTypeScript } from "./launch/node.mjs";
import { run } from "./launch/run.mjs";

const node = findNode();
if (node === process.execPath) await import("./koshin.ts");
else if (node !== undefined)
  process.exit(await run(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { cwd: process.cwd() }));

/** @returns {string | undefined} its path; undefined, after printing why, if there is none */
function findNode() {
  try {
    return nodeForTypeScript();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    return undefined;
  }
}
