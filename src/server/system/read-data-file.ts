import { readFile } from "node:fs/promises";
import { OperatorError } from "./operator-error.ts";
import { hasSystemCode } from "./system-code.ts";

/**
 * Reads a text file that a data folder must contain.
 *
 * @param whenMissing a sentence that says what to do if it is missing
 * @throws OperatorError `data-folder-incomplete` if it is missing, `file-unreadable`
 */
export async function readDataFile(path: string, whenMissing: string): Promise<string> {
  return await readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadable(path, whenMissing, cause);
  });
}

/**
 * Reads a text file that a data folder may contain.
 *
 * @returns undefined if it does not exist
 * @throws OperatorError `file-unreadable`
 */
export async function readDataFileIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch((cause: unknown) => {
    if (hasSystemCode(cause, "ENOENT")) return undefined;
    throw unreadable(path, "", cause);
  });
}

/** The error of a file or folder that could not be read, by the system's code: it is missing, or may not be read. */
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
