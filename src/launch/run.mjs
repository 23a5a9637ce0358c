import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { isatty } from "node:tty";
import { root } from "./root.mjs";

/** @type {NodeJS.Signals[]} */
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program in a folder, the checkout's unless another is named, until it ends, and passes signals on to it: it
 * ends itself, then this does. Where a signal also went to the whole process group, it comes to the program twice.
 *
 * Once a signal has come, this process takes none as its own end any more: whoever has nothing more to do then calls
 * `process.exit`, because Node gives signals their default action back while it winds down by itself.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ readonly stdio?: "inherit" | "progress"; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string }} [options]
 *   `progress` sends both of its outputs to standard error, so that standard output stays the command's own
 * @returns {Promise<number>} its exit code; 128 and the signal's number where a signal ended it
 * @throws the system's error where the program cannot be started
 */
export async function run(program, args, { stdio = "inherit", env = process.env, cwd = root } = {}) {
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: stdio === "inherit" ? "inherit" : ["ignore", 2, 2],
  });
  /** @type {Set<NodeJS.Signals>} */
  const taken = new Set();
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    taken.add(signal);
    // A terminal sends Ctrl-C to the child as well, which takes a second one for impatience.
    if (signal !== "SIGINT" || !isatty(0)) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
      });
    });
  } finally {
    if (taken.size === 0) for (const signal of forwarded) process.off(signal, forward);
  }
}

/**
 * Runs a script with the given Node, which scripts that it starts by name find as `node`, too.
 *
 * @param {string} node
 * @param {readonly string[]} args
 * @param {{ readonly stdio?: "inherit" | "progress"; readonly env?: NodeJS.ProcessEnv }} [options] as those of `run`
 */
export function runNode(node, args, { stdio = "inherit", env = process.env } = {}) {
  const path = [join(root, "node_modules", ".bin"), env["PATH"]].join(delimiter);
  return run(node, args, { stdio, env: { ...env, PATH: path } });
}
