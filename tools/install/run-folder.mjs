import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const named = /^koshin-run-(\d+)$/;

/** Linux' file system in memory. */
const inMemory = "/dev/shm";

/** The free space and memory, in bytes, from which the tests' files are kept in memory; they need a tenth of it. */
const roomInMemory = 6 * 1024 ** 3;

/**
 * The parent folders that a run's temporary files may be in: in memory, if Linux has such a file system, and the system's.
 *
 * @returns {string[]} their paths
 */
export function placesForRunFolders() {
  return existsSync(inMemory) ? [inMemory, tmpdir()] : [tmpdir()];
}

/**
 * The parent folder for the tests' temporary files: in memory where there is plenty, otherwise the system's. The services
 * and browsers of the tests write to disk all the time, and would spend a third of their time there.
 *
 * @returns {string} its path
 */
export function placeForRunFolder() {
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    const [, options = ""] = /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(readFileSync("/proc/mounts", "utf8")) ?? [];
    // The tests put scripts into it.
    const usable = /^rw\b/.test(options) && !/\bnoexec\b/.test(options);
    if (usable && Math.min(bavail * bsize, process.availableMemory()) > roomInMemory) return inMemory;
  } catch {
    // This system has none.
  }
  return tmpdir();
}

/**
 * Removes what earlier runs left behind when they were killed: their folders, and the programs that they had started.
 *
 * @param {string} place a parent folder of theirs
 */
export function removeLeftFolders(place) {
  for (const name of readdirSync(place)) {
    const [, pid] = named.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) removeRunFolder(join(place, name));
  }
}

/**
 * Creates the folder for the temporary files of one test run.
 *
 * @param {string} place its parent folder
 * @returns {string} its path, which every user can traverse, because PostgreSQL runs as another user
 */
export function makeRunFolder(place) {
  const folder = join(place, `koshin-run-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
  return folder;
}

/**
 * Ends every running program that uses the folder for its temporary files, and removes the folder. What cannot be
 * removed stays until the next run.
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
    // It has ended in the meantime.
  }
}

/**
 * The processes other than this one whose arguments or environment match, on Linux; on other systems none are found.
 *
 * @param {"cmdline" | "environ"} file
 * @param {(text: string) => boolean} matches receives NUL-terminated words
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
      // It has ended in the meantime, or is not ours to look at.
      return false;
    }
  });
}

/**
 * Whether a process with this id is running.
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
