import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const named = /^koshin-run-(\d+)$/;

/**
 * Makes the folder below which one run of the tests has its temporary files, and removes those of runs that were ended
 * before they could do so themselves.
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
 * Removes such a folder. What a program still holds stays until the next run.
 *
 * @param {string} folder
 */
export function removeRunFolder(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    console.error(`${folder} could not be removed: ${error instanceof Error ? error.message : String(error)}`);
  }
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
