import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { isatty } from "node:tty";
import { root } from "./root.mjs";

/** @type {NodeJS.Signals[]} */
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program in a folder, by default the checkout, until it ends, and forwards signals to it: it exits first, then
 * this process does. If a signal went to the whole process group, the program receives it twice.
 *
 * After a signal, this process keeps ignoring signals: a caller that has nothing more to do must call `process.exit`,
 * because Node restores the default action of signals while it shuts down.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ readonly stdio?: "inherit" | "progress"; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly stop?: AbortSignal }} [options]
 *   `progress` redirects both of its outputs to standard error, so that standard output remains the command's own; `stop`
 *   ends the program with SIGTERM
 * @returns {Promise<number>} its exit code; 128 plus the signal's number if a signal ended it
 * @throws the system's error if the program cannot be started
 */
export async function run(program, args, { stdio = "inherit", env = process.env, cwd = root, stop } = {}) {
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
    // A terminal also sends Ctrl-C to the child, which would take a second one as a request to stop at once.
    if (signal !== "SIGINT" || !isatty(0)) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  const end = () => child.kill("SIGTERM");
  stop?.addEventListener("abort", end);
  if (stop?.aborted === true) end();
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
      });
    });
  } finally {
    stop?.removeEventListener("abort", end);
    if (taken.size === 0) for (const signal of forwarded) process.off(signal, forward);
  }
}

/**
 * Runs a script with the given Node, which child processes started by name also find as `node`.
 *
 * @param {string} node
 * @param {readonly string[]} args
 * @param {{ readonly stdio?: "inherit" | "progress"; readonly env?: NodeJS.ProcessEnv; readonly stop?: AbortSignal }} [options]
 *   as those of `run`
 */
export function runNode(node, args, { env = process.env, ...options } = {}) {
  const path = [join(root, "node_modules", ".bin"), env["PATH"]].join(delimiter);
  return run(node, args, { ...options, env: { ...env, PATH: path } });
}
