import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { isPostgres } from "../../src/server/store/open-store.ts";

/** The variable with the URL of the cluster in a run on PostgreSQL. */
export const clusterVariable = "KOSHIN_TEST_POSTGRES";

/** A database of one test. */
export interface TestDatabase {
  /** `postgres://…` */
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Creates a database for a test; undefined if the tests run on SQLite, whose file is in the data folder.
 *
 * @param template the database to copy; by default it is empty
 */
export async function makeDatabase(template?: TestDatabase): Promise<TestDatabase | undefined> {
  const cluster = process.env[clusterVariable];
  return cluster === undefined ? undefined : await makeDatabaseIn(cluster, template);
}

/** Connections to the first database of each cluster: opening one costs PostgreSQL more than creating a database. */
const clusters = new Map<string, pg.Pool>();

/**
 * Creates a database.
 *
 * @param cluster the URL of the cluster's first database
 * @param template the database to copy; by default it is empty
 */
export async function makeDatabaseIn(cluster: string, template?: TestDatabase): Promise<TestDatabase> {
  const pool = clusters.get(cluster) ?? connectTo(cluster);
  clusters.set(cluster, pool);
  const name = `test_${randomBytes(6).toString("hex")}`;
  const copied = template === undefined ? "template1" : new URL(template.url).pathname.slice(1);
  const { rows } = await pool.query<{ old: boolean }>("select current_setting('server_version_num')::int < 150000 as old");
  // Older versions know no other strategy. The other one logs each page of the template.
  const strategy = rows[0]?.old === true ? "" : "strategy file_copy";
  await pool.query(`create database ${name} template ${copied} ${strategy}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  const drop = async (): Promise<void> => {
    await pool.query(`drop database if exists ${name} with (force)`);
  };
  return { url: url.href, drop };
}

function connectTo(cluster: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: cluster, allowExitOnIdle: true });
  // A test that stops its cluster ends them.
  return pool.on("error", () => undefined);
}

async function run(cluster: string, statement: string): Promise<void> {
  const client = new pg.Client(cluster);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Runs SQL directly, like an attacker with access to the database. */
export async function runSql(database: string, sql: string): Promise<void> {
  if (isPostgres(database)) {
    await run(database, sql);
    return;
  }
  using file = new DatabaseSync(database);
  file.exec(sql);
}

/** Drops the triggers that protect the audit trail from changes. */
export async function dropAuditTriggers(database: string): Promise<void> {
  const place = isPostgres(database) ? " on audit" : "";
  await runSql(database, `drop trigger audit_no_update${place}; drop trigger audit_no_delete${place}`);
}
