import { readFile } from "node:fs/promises";
import { OperatorError } from "./operator-error.ts";
import { hasSystemCode } from "./system-code.ts";

/**
 * Reads a text file that a data folder needs.
 *
 * @param whenMissing a sentence that says what to do where it is not there
 * @throws OperatorError `data-folder-incomplete` where it is not there, `file-unreadable`
 */
export async function readDataFile(path: string, whenMissing: string): Promise<string> {
  return await readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadable(path, whenMissing, cause);
  });
}

/**
 * Reads a text file that a data folder may do without.
 *
 * @returns undefined where it is not there
 * @throws OperatorError `file-unreadable`
 */
export async function readDataFileIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch((cause: unknown) => {
    if (hasSystemCode(cause, "ENOENT")) return undefined;
    throw unreadable(path, "", cause);
  });
}

/** Why a file or folder could not be read, by what the system said: it is not there, or it may not be read. */
export function unreadable(path: string, whenMissing: string, cause: unknown): OperatorError {
  if (hasSystemCode(cause, "ENOENT"))
    return new OperatorError("data-folder-incomplete", `${path} is missing. ${whenMissing}`, { cause });
  const user = process.getuid === undefined ? "this user" : `the user ${process.getuid()}`;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const sentence = hasSystemCode(cause, "EACCES", "EPERM")
    ? `${path} exists, but ${user} may not read it. Give it to the owner of the data folder (chown), or run this as that user.`
    : `${path} exists, but cannot be read (${code}). Check the file and its disk.`;
  return new OperatorError("file-unreadable", sentence, { cause });
}
