import { OperatorError } from "../../system/operator-error.ts";

/** Explanations of the operating system's error codes, with advice. */
const explanations: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  EACCES: ["permission denied", "Run the command as the folder's owner, or correct the permissions."],
  EPERM: ["operation not permitted", "Run the command as the folder's owner, or correct the permissions."],
  EROFS: ["the file system is read-only", "Name another folder, or mount it writable."],
  ENOENT: ["no such file or folder", "Correct the path, or create its folder."],
  ENOTDIR: ["a part of the path is a file", "Correct the path."],
  EISDIR: ["it is a folder", "Name a file."],
  EEXIST: ["it already exists", "Move it away, or name another one."],
  ELOOP: ["its symbolic links form a loop", "Correct the links."],
  ENAMETOOLONG: ["the name is too long", "Choose a shorter one."],
  ENOSPC: ["the disk is full", "Free some space, and try again."],
  EDQUOT: ["the disk quota is exceeded", "Free some space, and try again."],
  EFBIG: ["the file would be too large", "Raise the limit for files, and try again."],
  EIO: ["the disk reported an input/output error", "Check the disk."],
  EMFILE: ["too many files are open", "Raise the limit for open files, and try again."],
};

/** The system's functions that only look at what exists. */
const lookedFor: ReadonlySet<unknown> = new Set(["realpath", "stat", "lstat", "scandir", "opendir"]);

/** Explains an error of the operating system, such as a full disk; undefined for other errors. */
export function explainSystemError(error: unknown): OperatorError | undefined {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error)) return undefined;
  const explanation = explanations[error.code];
  if (explanation === undefined) return undefined;
  const [what, written] = explanation;
  // Looked for, so that a folder that is made for it would be empty.
  const advice = error.code === "ENOENT" && lookedFor.has(error.syscall) ? "Correct the path." : written;
  const path = "path" in error && typeof error.path === "string" ? error.path : "Standard output or a file";
  return new OperatorError("file-unusable", `${path}: ${what}. ${advice}`, { cause: error });
}
