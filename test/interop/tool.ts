import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bytes } from "../../src/core/bytes.ts";

/** A tool's output and exit status. */
export interface Outcome {
  readonly status: number | null;
  /** Its output, byte for byte. */
  readonly stdout: Bytes;
  /** Standard output and standard error, as text, without private keys: failed tests report it. */
  readonly text: string;
}

/** Runs a program of the operating system; secrets are passed by file or by standard input. */
export async function run(program: string, args: readonly string[], input: string | Uint8Array = ""): Promise<Outcome> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, LC_ALL: "C.UTF-8" } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => {
      const output = Buffer.concat(stdout);
      resolve({
        status,
        stdout: Uint8Array.from(output),
        text: withoutPrivateKeys(output.toString() + Buffer.concat(stderr).toString()),
      });
    });
    // A tool that does not read its input closes it early.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** A text in which private keys in PEM are named only. */
export function withoutPrivateKeys(text: string): string {
  return text.replaceAll(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^]*?-----END \1-----/g, "($1)");
}

/** Runs a program, and throws if it fails; for steps that only prepare a test. */
export async function prepare(program: string, args: readonly string[], input = ""): Promise<Outcome> {
  const outcome = await run(program, args, input);
  if (outcome.status !== 0) throw new Error(`${program} ended with ${String(outcome.status)}: ${outcome.text}`);
  return outcome;
}

/** Creates an empty folder for one test file; the callback removes it. */
export async function temporaryFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "koshin-interop-"));
  return { path, remove: async () => await rm(path, { recursive: true, force: true }) };
}
