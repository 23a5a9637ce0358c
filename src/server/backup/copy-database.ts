import { chmod, copyFile, open } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { hasTables, isPostgres, rememberContent } from "../store/open-store.ts";
import { OperatorError } from "../system/operator-error.ts";
import { giveToOwnerOfFolder, writePrivateFile } from "../system/private-file.ts";
import type { Manifest } from "./manifest.ts";
import { runPostgresProgram } from "./postgres-program.ts";

/** The kind of a database, by its address. */
export function kindOf(address: string): Manifest["database"] {
  return isPostgres(address) ? "postgres" : "sqlite";
}

/**
 * Makes a consistent copy of a database, while services write to it.
 *
 * @param to the file to create, readable by its owner only: an SQLite database, or an archive of pg_dump
 * @throws OperatorError `file-exists`, `program-missing`, `database-unusable`
 */
export async function copyDatabase(address: string, to: string, interruption?: AbortSignal): Promise<void> {
  // Created first, so that it is never readable by others; both write to an empty file.
  await writePrivateFile(to, "");
  if (isPostgres(address)) {
    await runPostgresProgram(
      "pg_dump",
      address,
      ["--format=custom", "--no-owner", "--no-privileges", `--file=${to}`],
      interruption,
    );
  } else {
    copySqlite(address, to);
  }
  await chmod(to, 0o600);
  await flush(to);
}

/**
 * Restores a copy to a database that is empty or does not exist.
 *
 * @returns a function that removes it again, from `rememberContent`
 * @throws OperatorError `database-in-use`, `program-missing`, `database-unusable`; then the database is unchanged
 */
export async function restoreDatabase(from: string, address: string, interruption?: AbortSignal): Promise<() => Promise<void>> {
  const undo = await rememberContent(address);
  if (isPostgres(address)) {
    await restorePostgres(from, address, interruption);
    return undo;
  }
  await copyFile(from, address);
  await giveToOwnerOfFolder(address);
  await chmod(address, 0o600);
  await flush(address);
  return undo;
}

async function restorePostgres(from: string, address: string, interruption: AbortSignal | undefined): Promise<void> {
  if (await hasTables(address)) {
    throw new OperatorError("database-in-use", "The database is not empty. Name an empty one with --database.");
  }
  await runPostgresProgram("pg_restore", address, ["--no-owner", "--exit-on-error", "--single-transaction", from], interruption);
}

function copySqlite(address: string, to: string): void {
  try {
    using database = new DatabaseSync(address, { readOnly: true, timeout: 5000 });
    database.prepare("vacuum into ?").run(to);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const sentence = `${address} cannot be copied (${message}). Check the file and the disk, and try again.`;
    throw new OperatorError("database-unusable", sentence, { cause });
  }
}

async function flush(path: string): Promise<void> {
  await using file = await open(path, "r+");
  await file.sync();
}
