import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { root } from "../../src/launch/root.mjs";

const runs = pathToFileURL(join(root, "src", "launch", "run.mjs")).href;

/** Counts the signals that it receives, prints what it reads, and exits once it has read `end`. */
const child = `
  import { writeFileSync } from "node:fs";
  const counted = { SIGINT: 0, SIGTERM: 0, SIGHUP: 0 };
  for (const signal of Object.keys(counted)) process.on(signal, () => {
    writeFileSync("taken", "");
    console.log("child", signal, String(++counted[signal]));
  });
  process.stdin.setEncoding("utf8").on("data", (text) => {
    console.log("child read", text.trim());
    // Signals sent before are handled in the same turn.
    if (text.trim() === "end") setImmediate(() => process.exit(counted.SIGINT + 10 * counted.SIGTERM + 100 * counted.SIGHUP));
  });
  console.log("ready");
`;

/**
 * Prints that it has received a signal after forwarding it, if it does. With the argument `late` it acts as on a busy
 * machine: it handles a SIGINT after the child has handled its own.
 */
const parent = `
  import { existsSync } from "node:fs";
  import { run } from ${JSON.stringify(runs)};
  const turn = new Int32Array(new SharedArrayBuffer(4));
  const whenTaken = () => {
    while (!existsSync(import.meta.dirname + "/taken")) Atomics.wait(turn, 0, 0, 10);
  };
  if (process.argv[2] === "late") process.on("SIGINT", whenTaken);
  const ended = run(process.execPath, ["child.mjs"], { cwd: import.meta.dirname });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => console.log("parent", signal));
  console.log("pid", String(process.pid), "of the parent");
  process.exit(await ended);
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-signals-"));
  await writeFile(join(folder, "child.mjs"), child);
  await writeFile(join(folder, "parent.mjs"), parent);
});
afterEach(() => rm(folder, { recursive: true }));

/** A program whose output can be awaited, in its own process group; it ends with its test. */
class Watched {
  #output = "";
  readonly #process: ChildProcess;

  constructor(program: string, ...args: readonly string[]) {
    this.#process = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], detached: true });
    this.#process.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    onTestFinished(() => void this.#process.kill("SIGKILL"));
  }

  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const [found] = pattern.exec(this.#output) ?? [];
      if (found !== undefined) return found;
      await once(this.#process.stdout ?? this.#process, "data");
    }
  }

  async pidOfParent(): Promise<number> {
    return Number(await this.says(/(?<=pid )\d+(?= of)/));
  }

  type(text: string): void {
    this.#process.stdin?.write(text);
  }

  /** Ends the child and resolves to the signals it received: SIGINTs, plus SIGTERMs times ten, plus SIGHUPs times a hundred. */
  async end(): Promise<number | null> {
    const exited = once(this.#process, "exit");
    this.type("end\n");
    await exited;
    return this.#process.exitCode;
  }
}

describe("a child program", () => {
  test.each([
    ["SIGINT", 1],
    ["SIGTERM", 10],
    ["SIGHUP", 100],
  ] as const)("receives a %s that was sent only to its parent", async (signal, expected) => {
    const watched = new Watched(process.execPath, join(folder, "parent.mjs"));
    await watched.says(/ready/);
    process.kill(await watched.pidOfParent(), signal);
    await watched.says(new RegExp(`child ${signal} 1`));
    expect(await watched.end()).toBe(expected);
  });

  // `script` runs a program in a new terminal; that of macOS has other arguments.
  describe.runIf(process.platform === "linux")("at a terminal", () => {
    let watched: Watched;
    beforeEach(async () => {
      // Without `exec`, the remaining shell would be killed by the Ctrl-C that both programs handle.
      watched = new Watched(
        "script",
        "--quiet",
        "--return",
        "--command",
        `exec ${process.execPath} ${folder}/parent.mjs late`,
        "/dev/null",
      );
      await watched.says(/ready/);
    });

    test("reads what is typed, and receives each Ctrl-C once", async () => {
      watched.type("something\n");
      await watched.says(/child read something/);
      watched.type("\x03");
      await Promise.all([watched.says(/parent SIGINT/), watched.says(/child SIGINT 1/)]);
      expect(await watched.end()).toBe(1);
    });

    test("ends with a parent that is stopped from elsewhere", async () => {
      process.kill(await watched.pidOfParent(), "SIGTERM");
      await watched.says(/child SIGTERM 1/);
      expect(await watched.end()).toBe(10);
    });
  });
});
