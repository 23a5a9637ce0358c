import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { OperatorError } from "../system/operator-error.ts";
import { hasSystemCode } from "../system/system-code.ts";

const execute = promisify(execFile);

/**
 * Runs `pg_dump` or `pg_restore` on a database. A password in the URL is passed in the environment, because all users
 * of the machine can read a program's arguments.
 *
 * @param url `postgres://…`
 * @param interruption aborts the program, and this with its reason
 * @throws OperatorError `program-missing`, `database-unusable` with the program's message
 */
export async function runPostgresProgram(
  program: "pg_dump" | "pg_restore",
  url: string,
  args: readonly string[],
  interruption?: AbortSignal,
): Promise<void> {
  const address = new URL(url);
  const password = address.searchParams.get("password") ?? decodeURIComponent(address.password);
  address.searchParams.delete("password");
  address.password = "";
  const env = { ...process.env, ...(password === "" ? {} : { PGPASSWORD: password }) };
  try {
    await execute(program, [...args, `--dbname=${address.href}`], {
      env,
      ...(interruption === undefined ? {} : { signal: interruption }),
    });
  } catch (cause) {
    // A terminal's Ctrl-C ends the program too, which then reports a failure.
    interruption?.throwIfAborted();
    if (hasSystemCode(cause, "ENOENT")) {
      const sentence = `${program} is missing. Install PostgreSQL's client programs (Debian: postgresql-client).`;
      throw new OperatorError("program-missing", sentence, { cause });
    }
    const message = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
    throw new OperatorError("database-unusable", `${program} failed: ${message}. Check the database, and try again.`, { cause });
  }
}
