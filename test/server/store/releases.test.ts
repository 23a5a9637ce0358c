import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Kysely, type Dialect } from "kysely";
import { Migrator } from "kysely/migration";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paths } from "../../../src/protocol/paths.ts";
import { readSignedList } from "../../../src/server/authority/lists/read-revocation-list.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { readStages } from "../../../src/server/issuance/renewal/stages.ts";
import { serve } from "../../../src/server/serve.ts";
import { postgresDdl, sqliteDdl, type Ddl } from "../../../src/server/store/database/ddl.ts";
import { NodePostgresDialect } from "../../../src/server/store/database/node-postgres.ts";
import { NodeSqliteDialect } from "../../../src/server/store/database/node-sqlite.ts";
import { migrationsFor } from "../../../src/server/store/migrations/provider.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { clusterVariable, makeDatabase } from "../../support/database.ts";
import { askStatus, certificatesOf, enrol, makeRequest, refusalOf } from "../../support/enrolment.ts";
import { runHere } from "../../support/program.ts";
import { existingRecord } from "../../support/records.ts";
import { enrolWithCode } from "../../support/recovery.ts";
import { send, type Connection, type Identity } from "../../support/tls-client.ts";

const Bytes = v.pipe(
  v.strictObject({ base64: v.string() }),
  v.transform(({ base64 }) => Buffer.from(base64, "base64")),
);
const Holder = v.object({ cn: v.string(), tenant: v.string(), serial: v.string(), cert: v.string(), key: v.string() });

/** The data folder and the rows of a service that an earlier release has left. */
const Release = v.strictObject({
  /** The last migration of that release. */
  migration: v.string(),
  at: v.pipe(v.string(), v.toDate()),
  /** By the state of their certificates. */
  holders: v.object({
    used: Holder,
    usedReplacement: Holder,
    pending: v.object({ ...Holder.entries, request: v.string() }),
    kept: v.object({ ...Holder.entries, offer: v.object({ uri: v.string(), pass: v.string() }) }),
    superseded: Holder,
    revoked: Holder,
    ordered: Holder,
    lost: v.object({ ...Holder.entries, code: v.string() }),
  }),
  /** In base64. */
  files: v.record(v.string(), v.string()),
  rows: v.record(v.string(), v.array(v.record(v.string(), v.union([Bytes, v.string(), v.number(), v.null()])))),
});
type Release = v.InferOutput<typeof Release>;

const folder = new URL("releases/", import.meta.url);
const releases = await Promise.all(
  (await readdir(folder)).map(async (name) => {
    const content: unknown = JSON.parse(await readFile(new URL(name, folder), "utf8"));
    return [name.replace(".json", ""), v.parse(Release, content)] as const;
  }),
);

async function writeFiles(data: string, files: Release["files"]): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(data, name)), { recursive: true, mode: 0o700 });
    await writeFile(join(data, name), Buffer.from(content, "base64"), { mode: 0o600 });
  }
}

async function writeRows({ migration, rows }: Release, { dialect, ddl }: { dialect: Dialect; ddl: Ddl }): Promise<void> {
  const db = new Kysely<Record<string, Record<string, unknown>>>({ dialect });
  const { error } = await new Migrator({ db, provider: migrationsFor(ddl) }).migrateTo(migration);
  expect(error).toBeUndefined();
  await db.deleteFrom("database_identity").execute();
  // Others refer to these.
  const tables = [...new Set(["tenants", "certificates", "accounts", ...Object.keys(rows)])];
  for (const table of tables) for (const row of rows[table] ?? []) await db.insertInto(table).values(row).execute();
  // Rows that a service inserts get their numbers from the database.
  for (const table of ["certificates", "renewal_orders"]) await ddl.continueCounting(db, table, "number");
  await db.destroy();
}

async function move(data: string, database: string): Promise<void> {
  const { code, stderr } = await runHere("move-database", "--data", data, "--database", database, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(existsSync(dataFolder(data).database)).toBe(false);
  expect(existsSync(`${dataFolder(data).database}.moved`)).toBe(true);
}

const onPostgres = process.env[clusterVariable] !== undefined;
const cases = releases.map(([name, release]) => ({ name, release, moved: false }));
/** The latest data again, written to SQLite and moved to PostgreSQL by the command. */
const moved = onPostgres ? cases.slice(-1).map(({ name, release }) => ({ name: `${name}, moved`, release, moved: true })) : [];

describe.each([...cases, ...moved])("the data of release $name", ({ release, moved: isMoved }) => {
  const { holders, at } = release;
  const everything = new AsyncDisposableStack();
  let running: Awaited<ReturnType<typeof serve>>;
  let to: (identity: Identity | undefined, host?: string) => Connection;
  beforeAll(async () => {
    const data = await mkdtemp(join(tmpdir(), "koshin-release-"));
    everything.defer(() => rm(data, { recursive: true }));
    await writeFiles(data, release.files);
    const database = await makeDatabase();
    if (database !== undefined) everything.defer(() => database.drop());
    if (database === undefined || isMoved) {
      await writeRows(release, { dialect: new NodeSqliteDialect(dataFolder(data).database), ddl: sqliteDdl });
      if (database !== undefined) await move(data, database.url);
    } else {
      await writeRows(release, { dialect: new NodePostgresDialect(database.url), ddl: postgresDdl });
    }
    // The settings name it once the records are moved.
    const options = database === undefined || isMoved ? {} : { database: database.url };
    running = await serve({ data, port: 0, clock: () => at, log: "silent", ...options });
    everything.defer(() => running.close());
    const root = Buffer.from(release.files["authority/root.pem"] ?? "", "base64").toString();
    const port = Number(new URL(running.addresses.app).port);
    to = (identity, host = "app.localhost") => ({ port, root, host, ...(identity === undefined ? {} : { identity }) });
  });
  afterAll(async () => await everything.disposeAsync());

  test("is consistent with its audit trail", async () => {
    expect((await verifyTrail(running.service)).findings).toEqual([]);
  });

  test("has the same certificates in the same states", async () => {
    expect((await askStatus(to(holders.used))).refusal?.code).toBe("already-renewed");
    expect((await askStatus(to(holders.usedReplacement))).refusal?.code).toBe("not-due");
    expect((await askStatus(to(holders.superseded))).pending).toMatchObject({ stage: "issued" });
    expect(await askStatus(to(holders.ordered, "localhost"))).toMatchObject({
      due: true,
      order: { reason: "key file left on a share" },
    });
    expect(refusalOf(await send(to(holders.revoked), { path: paths.status }))).toBe("403 revoked");
    expect(refusalOf(await send(to(holders.lost), { path: paths.status }))).toBe("403 expired");
  });

  test("has the stages of a renewal", async () => {
    const { serial } = holders.usedReplacement;
    const stages = await readStages(running.service, await existingRecord(running.service.store, serial));
    expect(stages.map(({ stage }) => stage)).toEqual(["due", "issued", "fetched", "password-shown", "first-used"]);
  });

  test("answers a repeated request with the pending replacement", async () => {
    const { pending } = await askStatus(to(holders.pending));
    const [again] = certificatesOf(await enrol(to(holders.pending), holders.pending.request));
    expect(again.serial).toBe(pending?.serial);
  });

  test("still has the file whose key the service generated, and its password", async () => {
    const { offer } = holders.kept;
    const offered = await send(to(holders.kept), { method: "POST", path: paths.certificate });
    const path = new URL(offer.uri).pathname;
    const again = v.parse(v.pipe(v.string(), v.parseJson(), v.object({ uri: v.string(), pass: v.string() })), offered.body);
    expect([new URL(again.uri).pathname, again.pass]).toEqual([path, offer.pass]);
    expect((await send(to(holders.kept), { path })).status).toBe(200);
  });

  test("lists the revoked certificates", async () => {
    const { body, status } = await send(to(holders.pending), { path: paths.crl });
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(0);
    const [stored] = await running.service.store.selectFrom("revocationLists").selectAll().execute();
    const list = stored && readSignedList(new Uint8Array(stored.der), [running.service.authority]);
    expect(Array.from(list?.entries() ?? [], ({ serial }) => serial)).toContain(holders.revoked.serial);
  });

  test("renews with a code that was created before", async () => {
    const { cn, tenant: o, code } = holders.lost;
    const request = await makeRequest({ cn, o });
    const recover = { ...to(undefined, "recover.localhost"), port: Number(new URL(running.addresses.recover).port) };
    expect((await enrolWithCode(recover, cn, code, request.body)).status).toBe(200);
  });

  test("continues: renews, and writes an audit trail that is consistent", async () => {
    const { cn, tenant: o } = holders.ordered;
    expect((await enrol(to(holders.ordered, "localhost"), (await makeRequest({ cn, o })).body)).status).toBe(200);
    expect((await verifyTrail(running.service)).findings).toEqual([]);
  });
});
