import { existsSync } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import * as v from "valibot";
import { databaseAddress, requireAddress, withoutPassword } from "../settings/database-address.ts";
import { readSettings } from "../settings/settings.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import { copyRows } from "../store/copy-rows.ts";
import { isPostgres } from "../store/open-store.ts";
import { transact } from "../store/transact.ts";
import { dataFolder, type DataFolder } from "../system/data-folder.ts";
import { OperatorError } from "../system/operator-error.ts";
import { replacePrivateFile } from "../system/private-file.ts";
import { fillDatabase, openDatabase } from "./open-service.ts";
import { unusableDatabase } from "./unusable-database.ts";

/** A move of a service's records to PostgreSQL. */
export interface DatabaseMove extends Act {
  /** An empty PostgreSQL database, `postgres://…`, without a password. */
  readonly database: string;
  readonly onProgress: (done: number, all: number) => void;
  /** Aborts this with its reason. */
  readonly interruption: AbortSignal;
}

/** The result of a move. */
export interface MovedDatabase {
  readonly rows: number;
  /** Where the SQLite file is kept. */
  readonly kept: string;
}

/**
 * Moves the records of a stopped service from its SQLite file to PostgreSQL, and names the new database in the settings
 * file. The SQLite file is kept under another name. If this fails, the settings and both databases are unchanged.
 *
 * @throws OperatorError `service-running`, `database-on-postgres`, `database-in-use` if the new database is not empty,
 * `database-address-wrong`, `database-lost`, `database-foreign`, `database-unusable`, `settings-malformed`; the
 * interruption's reason
 */
export async function moveDatabase(data: string, move: DatabaseMove): Promise<MovedDatabase> {
  const files = dataFolder(data);
  const to = requireAddress(move.database);
  const from = databaseAddress(files, await readSettings(files.settings));
  if (isPostgres(from)) {
    throw new OperatorError(
      "database-on-postgres",
      "The service's database is already a PostgreSQL database. Move it with pg_dump and pg_restore.",
    );
  }
  // Opening a missing file would create it.
  if (existsSync(from)) requireUnused(from);
  const rows = await copyDatabase(files, from, to, move);
  const kept = `${from}.moved`;
  await rename(from, kept);
  return { rows, kept };
}

async function copyDatabase(files: DataFolder, from: string, to: string, move: DatabaseMove): Promise<number> {
  const { actor, now: at, onProgress, interruption } = move;
  const report = (done: number, all: number): void => {
    interruption.throwIfAborted();
    onProgress(done, all);
  };
  await using source = await openDatabase(files, from);
  return await fillDatabase(to, async (target) => {
    const rows = await transact(
      source,
      async (reading) =>
        await transact(target, async (writing) => {
          const copied = await copyRows(reading, writing, report);
          const detail = { rows: copied };
          await appendAudit(writing, { at, actor, action: "database-moved", object: "postgres", detail, tenant: null });
          return copied;
        }),
    );
    await nameDatabase(files.settings, withoutPassword(to));
    return rows;
  });
}

/**
 * Leaving WAL mode requires exclusive access to the file, and fails while another process has it open.
 *
 * @throws OperatorError `service-running`
 */
function requireUnused(path: string): void {
  try {
    using file = new DatabaseSync(path, { timeout: 1000 });
    file.exec("pragma journal_mode = delete");
  } catch (cause) {
    const busy = cause instanceof Error && "errcode" in cause && cause.errcode === 5;
    if (!busy) throw unusableDatabase(cause);
    const sentence = `${path} is in use. Stop the service, and every command that uses it, and try again.`;
    throw new OperatorError("service-running", sentence, { cause });
  }
}

/** The file may contain settings that variables override, so it is edited and not written anew. */
async function nameDatabase(path: string, database: string): Promise<void> {
  const File = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));
  const content = { ...v.parse(File, await readFile(path, "utf8")), database };
  await replacePrivateFile(path, `${JSON.stringify(content, undefined, 2)}\n`);
}
