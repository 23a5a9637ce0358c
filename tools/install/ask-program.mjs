import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Runs a program until it ends, capturing its output.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ readonly cwd?: string }} [options]
 * @returns {Promise<string>} its output
 * @throws {Error} with its error message
 */
export async function askProgram(program, args, options) {
  try {
    const { stdout } = await promisify(execFile)(program, args, { ...options, encoding: "utf8" });
    return stdout;
  } catch (error) {
    const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    const message = /^E: (.+)$/m.exec(stderr)?.[1] ?? stderr.split("\n").at(-1) ?? "";
    throw new Error(`${program} failed: ${message === "" ? String(error) : message}`, { cause: error });
  }
}
