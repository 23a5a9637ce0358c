import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./documents.ts";

/** The result of a document's commands. */
export interface SessionEnd {
  readonly status: number | null;
  /** The output, with each command's number before it. */
  readonly text: string;
}

/**
 * Creates an `npx` that runs `koshin` directly, because npm's takes half a second each time. test/tools/floors.test.ts
 * tests that npm's finds the program.
 *
 * @returns the folder that it is in
 */
async function putNpx(session: string): Promise<string> {
  const bin = join(session, "bin");
  await mkdir(bin);
  const script = `#!/bin/sh\n[ "$1" = koshin ] || exit 127\nshift\nexec node ${join(root, "src", "koshin.mjs")} "$@"\n`;
  await writeFile(join(bin, "npx"), script, { mode: 0o755 });
  return bin;
}

/**
 * Runs commands unchanged, one after the other, as a reader types them into one terminal: in a folder equivalent to a
 * checkout, as root of an isolated machine. That has all ports of the manual, no network, and everything written below
 * `/etc`, `/opt`, `/root`, `/usr` and `/var` is discarded afterwards, with every process.
 *
 * @param isLasting whether a command is a service: it keeps running, and the next one starts once it is ready
 */
export async function runAsReader(commands: readonly string[], isLasting: (command: string) => boolean): Promise<SessionEnd> {
  const session = await mkdtemp(join(tmpdir(), "koshin-docs-"));
  try {
    const checkout = join(session, "checkout");
    await mkdir(checkout);
    for (const name of ["package.json", "src", "node_modules", "docs", "dist"])
      await symlink(join(root, name), join(checkout, name));
    const bin = await putNpx(session);
    const steps = commands.map((command, at) => {
      const typed = join(session, `${at + 1}.sh`);
      const said = `echo "--- command ${at + 1}" >&2`;
      if (!isLasting(command)) return { typed, command, step: `${said}\n. ${typed}` };
      const ready = join(session, `${at + 1}.ready`);
      return {
        typed,
        command,
        step: `${said}\nmkfifo ${ready}\nsh ${typed} > ${ready} 2> ${ready}.log &\nlasting=$!\nread -r line < ${ready}`,
      };
    });
    for (const { typed, command } of steps) await writeFile(typed, `${command}\n`);
    const lines = [
      "set -e",
      "ip link set lo up",
      `mkdir ${session}/layers`,
      `mount -t tmpfs none ${session}/layers`,
      `for place in etc opt root usr var; do mkdir -p ${session}/layers/$place/upper ${session}/layers/$place/work; mount -t overlay overlay -o lowerdir=/$place,upperdir=${session}/layers/$place/upper,workdir=${session}/layers/$place/work /$place; done`,
      "mkdir -p /etc/systemd/system",
      `cd ${checkout}`,
      ...steps.map(({ step }) => step),
      // The service is still running.
      '[ -z "$lasting" ] || kill -0 "$lasting"',
    ];
    const script = join(session, "session.sh");
    await writeFile(script, `${lines.join("\n")}\n`);
    const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
    const child = spawn(
      "unshare",
      [...asRoot, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", script],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: `${bin}:${process.env["PATH"] ?? ""}`,
          HOME: "/root",
          LC_ALL: "C.UTF-8",
          // Without a network npm would try for minutes; and its prefix is where the running Node is, in the packages here.
          npm_config_offline: "true",
          npm_config_prefix: "/usr/local",
          NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
        },
      },
    );
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    await once(child, "close");
    return { status: child.exitCode, text };
  } finally {
    await rm(session, { recursive: true });
  }
}
