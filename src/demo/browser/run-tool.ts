import { spawn } from "node:child_process";

/**
 * Runs one of the system's tools to its end.
 *
 * @returns its standard output
 * @throws Error with what the tool said on standard error. The arguments are left out of it: they name files only, but
 *   a message is no place for more than it needs
 */
export async function runTool(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (complaint += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (cause) => {
      reject(new Error(`${program} cannot be run. Install the package that it comes in.`, { cause }));
    });
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${program} failed (${code ?? "a signal"}): ${complaint.trim()}`);
  return output;
}
