import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const named = /^koshin-run-(\d+)$/;

/**
 * Makes the folder below which one run of the tests has its temporary files. What runs have left that were ended before
 * they could do so themselves goes: their folders, and the programs that they had started.
 *
 * @param {string} place the computer's folder for temporary files
 * @returns {string} its path, which everybody may pass: PostgreSQL runs as a user of its own
 */
export function makeRunFolder(place) {
  for (const name of readdirSync(place)) {
    const [, pid] = named.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) removeRunFolder(join(place, name));
  }
  const folder = join(place, `koshin-run-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  return folder;
}

/**
 * Ends every program that still runs and was told to keep its temporary files in such a folder, and removes the folder.
 * What cannot be removed stays until the next run.
 *
 * @param {string} folder
 */
export function removeRunFolder(folder) {
  for (const pid of processesWith("environ", (text) => text.split("\0").includes(`TMPDIR=${folder}`))) endAtOnce(pid);
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    console.error(`${folder} could not be removed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {number} pid */
function endAtOnce(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * The processes other than this one whose arguments or environment are so, on Linux; on other systems none are found.
 *
 * @param {"cmdline" | "environ"} file
 * @param {(text: string) => boolean} matches is given words with NUL behind each
 * @returns {number[]}
 */
export function processesWith(file, matches) {
  if (!existsSync("/proc/self/environ")) return [];
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => {
    if (pid === process.pid) return false;
    try {
      return matches(readFileSync(`/proc/${pid}/${file}`, "utf8"));
    } catch {
      // It has ended meanwhile, or is not ours to look at.
      return false;
    }
  });
}

/**
 * Whether a process of this number runs.
 *
 * @param {number} pid
 */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
