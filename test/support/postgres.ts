import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPostgres } from "../../src/demo/programs/find-postgres.mjs";

const execute = promisify(execFile);

/** A PostgreSQL server in a temporary folder, with a private socket there. */
export interface Postgres extends AsyncDisposable {
  /** The URL of its first database. */
  readonly url: string;
  /** The role `guarded` needs this password; `koshin` needs none. */
  readonly password: string;
  start(): Promise<void>;
  /** Closes every connection and stops. */
  stop(): Promise<void>;
}

/** It need not survive a crash of the machine, and each of its many databases is small and short-lived. */
const forTests = [
  "listen_addresses = ''",
  "max_connections = 200",
  ...["fsync = off", "full_page_writes = off", "wal_level = minimal", "max_wal_senders = 0"],
  // Dropping a database searches all buffers.
  "shared_buffers = '16MB'",
  ...["autovacuum = off", "jit = off", "max_logical_replication_workers = 0"],
] as const;

/**
 * Creates a cluster and starts it; as the user `postgres` if root runs the tests, because PostgreSQL refuses root.
 *
 * @throws Error if PostgreSQL is not installed
 */
export async function startPostgres(): Promise<Postgres> {
  const programs = findPostgres();
  if (programs === undefined) {
    throw new Error(
      "These tests need the PostgreSQL server. On Debian: sudo apt-get install -y --no-install-recommends postgresql",
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "koshin-postgres-"));
  const data = join(folder, "data");
  // The folder of `runuser`, which is not in every root's path.
  const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
  const run = async (program: string, ...args: readonly string[]): Promise<void> => {
    const command = [join(programs, program), ...args];
    const [file, ...rest] = process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--", ...command] : command;
    if (file !== undefined) await execute(file, rest, { cwd: folder, env });
  };
  if (process.getuid?.() === 0) await execute("chown", ["postgres", folder]);
  const password = "guarded-1Qz7";
  await run("initdb", "-D", data, "-U", "koshin", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions");
  const settings = [`unix_socket_directories = '${folder}'`, ...forTests];
  await appendFile(join(data, "postgresql.conf"), settings.map((setting) => `${setting}\n`).join(""));
  const access = join(data, "pg_hba.conf");
  await writeFile(access, `local all guarded scram-sha-256\n${await readFile(access, "utf8")}`);
  const start = (): Promise<void> => run("pg_ctl", "-D", data, "-w", "-l", join(folder, "log"), "start");
  const stop = (): Promise<void> => run("pg_ctl", "-D", data, "-w", "-m", "fast", "stop");
  await start();
  return {
    url: `postgres://koshin@localhost/postgres?host=${encodeURIComponent(folder)}`,
    password,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}
