import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { processesWith } from "../../tools/install/run-folder.mjs";

const root = join(import.meta.dirname, "..", "..");

/** The result of a finished command. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command behind `npm start`, as a separate process that can be observed and stopped. It ends with its test. */
export class Command {
  stdout = "";
  stderr = "";
  readonly ended: Promise<Finished>;
  readonly #child;
  #look: () => void = () => undefined;

  /** @param env additional variables; undefined removes one */
  constructor(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
    this.#child = spawn(process.execPath, ["tools/install.mjs", ...args], {
      cwd: root,
      env: { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A separate process group, so that a signal can be sent to all of it as a terminal does.
      detached: true,
    });
    const { pid } = this.#child;
    onTestFinished(() => {
      // The id of a process that has ended may have been reused.
      if (pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) process.kill(-pid, "SIGKILL");
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
      this.#look();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Waits until standard output contains a text; rejects if the command ends first. */
  async says(text: string): Promise<void> {
    const said = new Promise<void>((resolve) => {
      this.#look = () => {
        if (this.stdout.includes(text)) resolve();
      };
      this.#look();
    });
    const tooEarly = this.ended.then(({ code, stderr }) => {
      throw new Error(`It ended with ${String(code)} before it said "${text}": ${stderr}`);
    });
    await Promise.race([said, tooEarly]);
  }

  /** Sends a signal to the whole group, as Ctrl-C does, or to the first process only. */
  signal(signal: NodeJS.Signals, to: "group" | "first"): void {
    const { pid } = this.#child;
    if (pid !== undefined) process.kill(to === "group" ? -pid : pid, signal);
  }

  /** Sends a signal to the whole group repeatedly, until no process of it is left. */
  async keepSignalling(signal: NodeJS.Signals): Promise<Finished> {
    for (;;) {
      try {
        this.signal(signal, "group");
      } catch {
        return await this.ended;
      }
      await setTimeout(1);
    }
  }
}

/** The processes whose command line or environment names a folder, other than this one. */
export function processesOf(folder: string): number[] {
  const named = (text: string): boolean => text.includes(folder);
  return Array.from(new Set([...processesWith("cmdline", named), ...processesWith("environ", named)]));
}
