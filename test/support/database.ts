import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { isPostgres } from "../../src/server/store/open-store.ts";

/** The variable that names the cluster of a run on PostgreSQL. */
export const clusterVariable = "KOSHIN_TEST_POSTGRES";

/** A database of one test's own. */
export interface TestDatabase {
  /** `postgres://…` */
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Makes a database for a test: undefined where the tests run on SQLite, whose files come with the data folder.
 *
 * @param template what it is a copy of; it is empty where this is not given
 */
export async function makeDatabase(template?: TestDatabase): Promise<TestDatabase | undefined> {
  const cluster = process.env[clusterVariable];
  return cluster === undefined ? undefined : await makeDatabaseIn(cluster, template);
}

/**
 * Makes a database.
 *
 * @param cluster the URL of the cluster's first database
 * @param template what it is a copy of; it is empty where this is not given
 */
export async function makeDatabaseIn(cluster: string, template?: TestDatabase): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const copied = template === undefined ? "template1" : new URL(template.url).pathname.slice(1);
  await run(cluster, `create database ${name} template ${copied}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(cluster, `drop database if exists ${name} with (force)`) };
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

/** Runs SQL past the service, as somebody would who has broken into the database. */
export async function runSql(database: string, sql: string): Promise<void> {
  if (isPostgres(database)) {
    await run(database, sql);
    return;
  }
  using file = new DatabaseSync(database);
  file.exec(sql);
}

/** Takes away what keeps the audit trail from being changed. */
export async function dropAuditTriggers(database: string): Promise<void> {
  const place = isPostgres(database) ? " on audit" : "";
  await runSql(database, `drop trigger audit_no_update${place}; drop trigger audit_no_delete${place}`);
}
