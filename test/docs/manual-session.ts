import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./documents.ts";

/** How a document's commands ended. */
export interface SessionEnd {
  readonly status: number | null;
  /** All that was written, each command's number before it. */
  readonly text: string;
}

/**
 * Puts an `npx` in front of npm's that runs `koshin` at once: npm thinks for half a second, each time. That its own finds
 * the program has a test in test/tools/floors.test.ts.
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
 * Runs commands as they stand, one after the other, as a reader types them into one terminal: in a folder that is as
 * good as a checkout, as root of a machine of its own. That has the ports of the manual to itself, no network, and
 * what is written below `/etc`, `/root` and `/var/lib` is gone afterwards, as is every process.
 *
 * @param isLasting which of them is a service: it stays, and the next one comes once it has said that it is ready
 */
export async function runAsReader(commands: readonly string[], isLasting: (command: string) => boolean): Promise<SessionEnd> {
  const session = await mkdtemp(join(tmpdir(), "koshin-docs-"));
  try {
    const checkout = join(session, "checkout");
    await mkdir(checkout);
    for (const name of ["package.json", "src", "node_modules", "docs"]) await symlink(join(root, name), join(checkout, name));
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
      `for place in etc root var/lib; do mkdir -p ${session}/layers/$place/upper ${session}/layers/$place/work; mount -t overlay overlay -o lowerdir=/$place,upperdir=${session}/layers/$place/upper,workdir=${session}/layers/$place/work /$place; done`,
      "mkdir -p /etc/systemd/system",
      `cd ${checkout}`,
      ...steps.map(({ step }) => step),
      // Whatever was to stay is still there.
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
