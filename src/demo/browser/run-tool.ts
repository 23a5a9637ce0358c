import { execFile } from "node:child_process";

/**
 * Runs a system tool until it ends, without a terminal for prompts.
 *
 * @returns its standard output
 * @throws Error with the tool's standard error, also if it takes longer than 30 seconds or its output exceeds the
 *   limit. Its arguments are left out, because they may contain secrets
 */
export async function runTool(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { timeout: 30_000, killSignal: "SIGKILL", maxBuffer: 65_536 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === "ENOENT") reject(new Error(`${program} is not installed. Install its package.`));
        else reject(new Error(`${program} failed (${error.code ?? error.signal ?? "unknown"}): ${stderr.slice(0, 500).trim()}`));
      },
    );
    child.stdin?.end();
  });
}
