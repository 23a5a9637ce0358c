import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A process pinned to one core. */
export interface PinnedProcess extends AsyncDisposable {
  readonly pid: number;
  /** The first line of its standard output. */
  readonly firstLine: string;
}

/** The second core is the server's; the load generator uses any other. */
const core = "1";

/**
 * Starts a program on one core and waits for its first line.
 *
 * @param env additional environment variables
 * @throws Error if it ends without one
 */
export async function startPinned(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<PinnedProcess> {
  // taskset executes the program in its own process, so the process id is the program's.
  const child: ChildProcessByStdio<null, Readable, null> = spawn("taskset", ["-c", core, program, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("taskset not found. Install util-linux.");
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit");
  const first: unknown = await Promise.race([once(lines, "line").then(([line]: unknown[]) => line), ended.then(() => undefined)]);
  if (typeof first !== "string") throw new Error(`${program} ended before it was ready.`);
  return {
    pid,
    firstLine: first,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
