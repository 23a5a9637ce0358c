import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inject, vi } from "vitest";
import { createProgram } from "../../src/program.ts";
import { runProgram as runInProcess } from "../../src/server/commands/line/run-program.ts";

/** The program `koshin`, as it is started from its sources. */
export const koshinSource = fileURLToPath(new URL("../../src/koshin.mjs", import.meta.url));
/** The same in few files, which starts in half of the time. */
const koshinBuilt = fileURLToPath(new URL("../../dist/koshin/koshin.js", import.meta.url));

/** A program's output and exit status. */
export interface Ended {
  readonly code: number | null;
  /** The signal that ended it, if any. */
  readonly signal?: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program. */
export interface RunningProgram {
  /** The first line of its standard output. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<Ended>;
  /** Its standard error so far. */
  errors(): string;
  /** Its process id; 0 if it could not be started. */
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** Closes its standard output, as `head` does. */
  closeOutput(): void;
  /** Closes its standard error. */
  closeErrors(): void;
  /** Sends a signal repeatedly, until the program has ended. */
  keepSignalling(name: NodeJS.Signals): Promise<Ended>;
}

/** How a program's start differs from this process. */
export interface ProgramOptions {
  /** Arguments for Node, before the program. */
  readonly execArgv?: readonly string[];
  /** The id of its user and group; requires root. */
  readonly user?: number;
  /** Its file; by default the one that the project has built, or its source. */
  readonly program?: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Whether the program is built for the tests of this project. */
    readonly koshinIsBuilt?: boolean;
  }
}

/** Starts `koshin` with the Node of this process. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { execArgv = [], user, program = inject("koshinIsBuilt") === true ? koshinBuilt : koshinSource }: ProgramOptions = {},
): RunningProgram {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [...execArgv, program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let stdout = "";
  let stderr = "";
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      const [line, ...rest] = stdout.split("\n");
      if (line !== undefined && rest.length > 0) resolve(line);
    });
    child.once("exit", () => reject(new Error(`The program ended before it printed a line. ${stderr}`)));
  });
  firstLine.catch(() => undefined);
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(() => ({ code: child.exitCode, signal: child.signalCode, stdout, stderr }));
  return {
    firstLine,
    ended,
    errors: () => stderr,
    pid: child.pid ?? 0,
    signal: (name) => void child.kill(name),
    closeOutput: () => void child.stdout.destroy(),
    closeErrors: () => void child.stderr.destroy(),
    async keepSignalling(name) {
      while (child.kill(name)) await setImmediate();
      return await ended;
    },
  };
}

/** Runs `koshin` to its end. */
export async function runProgram(...args: readonly string[]): Promise<Ended> {
  return await startProgram(args).ended;
}

/** Runs `koshin` to its end in this process, which is much faster; only one at a time. */
export async function runHere(...args: readonly string[]): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text, encoding?: unknown, written?: unknown) => {
      said[stream] += String(text);
      for (const done of [encoding, written].filter(isCallback)) done();
      return true;
    }),
  );
  try {
    const argv = ["node", "koshin", ...args];
    await runInProcess(await createProgram(argv), argv);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

function isCallback(value: unknown): value is () => void {
  return typeof value === "function";
}
