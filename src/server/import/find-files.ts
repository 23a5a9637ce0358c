import { lstat, opendir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ImportCode } from "../issuance/takeover/import-refusal.ts";

/** A file to read, or something that is not read, and why. */
export type FoundFile = { readonly path: string } | { readonly path: string; readonly code: ImportCode };

/** More levels of folders than any archive of certificates has. */
const deepest = 32;

/**
 * The files at a path that was named: itself, or everything in the folder, entry by entry. Links in it are not followed,
 * and devices, pipes and sockets are not opened.
 *
 * @throws the system's error if there is nothing at the path
 */
export async function* findFiles(path: string): AsyncGenerator<FoundFile> {
  // The operator may name a link.
  const named = await realpath(path);
  const found = await stat(named);
  if (found.isDirectory()) yield* filesIn(named, 1);
  else yield found.isFile() ? { path: named } : { path: named, code: "file-skipped" };
}

async function* filesIn(folder: string, depth: number): AsyncGenerator<FoundFile> {
  if (depth > deepest) {
    yield { path: folder, code: "folder-too-deep" };
    return;
  }
  const entries = await opendir(folder, { bufferSize: 256 }).catch(() => undefined);
  if (entries === undefined) {
    yield { path: folder, code: "file-unreadable" };
    return;
  }
  for await (const { name } of entries) {
    const path = join(folder, name);
    const entry = await lstat(path).catch(() => undefined);
    if (entry === undefined) yield { path, code: "file-unreadable" };
    else if (entry.isDirectory()) yield* filesIn(path, depth + 1);
    else yield entry.isFile() ? { path } : { path, code: "file-skipped" };
  }
}
