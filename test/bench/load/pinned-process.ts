import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A process that keeps to one core. */
export interface PinnedProcess extends AsyncDisposable {
  readonly pid: number;
  /** The first line that it wrote to standard output. */
  readonly firstLine: string;
}

/** The last of two cores is the server's; who makes the load is on any other that is free. */
const core = "1";

/**
 * Starts a program on one core and waits for its first line.
 *
 * @param env variables that it has beside this process's own
 * @throws Error where it ends without one
 */
export async function startPinned(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<PinnedProcess> {
  // taskset replaces itself by the program, so that its process is the program's.
  const child: ChildProcessByStdio<null, Readable, null> = spawn("taskset", ["-c", core, program, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("taskset cannot be run. Install util-linux.");
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
