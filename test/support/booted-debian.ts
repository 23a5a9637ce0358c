import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether this machine can boot a copy of itself: a Debian with systemd, for root. */
export const canBoot = process.platform === "linux" && process.getuid?.() === 0;

/**
 * Runs a shell script as root in a copy of this Debian, booted with its own systemd, without a network, whose changes are
 * discarded: test/support/booted-debian.sh.
 *
 * @param folder an own one; the script finds it at `/session`
 * @returns its output
 * @throws Error if it fails
 */
export async function runBooted(folder: string, script: string): Promise<string> {
  await writeFile(join(folder, "script.sh"), script);
  const boot = join(import.meta.dirname, "booted-debian.sh");
  await run("unshare", ["--mount", "--fork", "--kill-child", "sh", boot, folder]).catch(async (error: unknown) => {
    const said = await readFile(join(folder, "output"), "utf8").catch(() => "");
    throw new Error(`The script failed in the booted Debian: ${said}`, { cause: error });
  });
  return await readFile(join(folder, "output"), "utf8");
}
