import { execFile } from "node:child_process";

/**
 * Runs one of the system's tools to its end, without a terminal that it could ask questions at.
 *
 * @returns its standard output
 * @throws Error with what the tool said on standard error, also where it takes longer than 30 seconds or says more than
 *   anyone would read. Its arguments are left out: a message is no place for more than it needs
 */
export async function runTool(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { timeout: 30_000, killSignal: "SIGKILL", maxBuffer: 65_536 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (error.code === "ENOENT") reject(new Error(`${program} is not installed. Install the package that it comes in.`));
        else reject(new Error(`${program} failed (${error.code ?? error.signal ?? "unknown"}): ${stderr.slice(0, 500).trim()}`));
      },
    );
    child.stdin?.end();
  });
}
