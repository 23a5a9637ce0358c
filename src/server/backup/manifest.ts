import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import * as v from "valibot";
import { OperatorError } from "../system/operator-error.ts";
import { unreadable } from "../system/read-data-file.ts";
import { hasSystemCode } from "../system/system-code.ts";

/** A path with `/` that does not lead out of its folder on any system. */
const InnerPath = v.pipe(v.string(), v.check(isInnerPath, "is not a path inside the backup"));

/** The description of a backup, in `manifest.json`. */
export const Manifest = v.strictObject({
  format: v.literal(1),
  /** ISO 8601. */
  madeAt: v.string(),
  database: v.picklist(["sqlite", "postgres"]),
  /** The number of entries of the audit trail before the database was copied. */
  auditEntries: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Everything else in the backup: `database`, and the data folder's files below `files/`. */
  files: v.array(v.strictObject({ path: InnerPath, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
});
export type Manifest = v.InferOutput<typeof Manifest>;

/** Whether a path stays inside a folder, and contains no control characters or `\\`. */
export function isInnerPath(path: string): boolean {
  return path.split("/").every((name) => name !== "" && name !== "." && name !== ".." && !/[\p{Cc}\\]/u.test(name));
}

/** The names inside a backup. */
export const inBackup = { manifest: "manifest.json", database: "database", files: "files" } as const;

/**
 * Reads a backup's manifest, and verifies every file that it names.
 *
 * @throws OperatorError `backup-missing`, `backup-damaged`, `file-unreadable`
 */
export async function readBackup(folder: string): Promise<Manifest> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (hasSystemCode(cause, "ENOENT")) throw missing(`There is no backup at ${folder}`, cause);
    if (hasSystemCode(cause, "ENOTDIR")) throw missing(`${folder} is not a backup: it is a file, or below one`, cause);
    throw unreadable(folder, "", cause);
  });
  if (!names.includes(inBackup.manifest)) {
    // It is written last.
    if (names.includes(inBackup.files)) throw damaged(`${folder} has no manifest.json, so koshin backup has not completed it`);
    throw missing(`${folder} is not a backup: it has no manifest.json`);
  }
  const text = await readFile(join(folder, inBackup.manifest), "utf8").catch((cause: unknown) => {
    throw damaged("its manifest.json cannot be read", cause);
  });
  const decoded = v.safeParse(v.pipe(v.string(), v.parseJson(), Manifest), text);
  if (!decoded.success) throw damaged("its manifest.json was changed", new v.ValiError(decoded.issues));
  for (const { path, sha256 } of decoded.output.files) {
    const found = await hashFile(join(folder, path)).catch((cause: unknown) => {
      throw damaged(`${path} cannot be read`, cause);
    });
    if (found !== sha256) throw damaged(`${path} was changed`);
  }
  return decoded.output;
}

/** The SHA-256 of a file, hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

function missing(what: string, cause?: unknown): OperatorError {
  return new OperatorError("backup-missing", `${what}. Name a folder created by koshin backup.`, { cause });
}

function damaged(what: string, cause?: unknown): OperatorError {
  return new OperatorError("backup-damaged", `The backup is damaged: ${what}. Restore another one.`, { cause });
}
