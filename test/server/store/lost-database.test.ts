import { copyFile, mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { findObstacles } from "../../../src/server/monitoring/readiness.ts";
import { serve } from "../../../src/server/serve.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { beginWithNewDatabase } from "../../../src/server/service/new-database.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readSettings } from "../../../src/server/settings/settings.ts";
import { verifyAudit } from "../../../src/server/store/audit/audit.ts";
import { hasTables } from "../../../src/server/store/open-store.ts";
import { findTenant } from "../../../src/server/store/tenants.ts";
import { dataFolder } from "../../../src/server/system/data-folder.ts";
import { OperatorError } from "../../../src/server/system/operator-error.ts";
import { makeDatabase, runSql } from "../../support/database.ts";
import { runHere } from "../../support/program.ts";

const now = new Date();
let folder: string;
let cleaning: AsyncDisposableStack;
beforeEach(async () => {
  cleaning = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), "koshin-lost-"));
  cleaning.defer(() => rm(folder, { recursive: true }));
});
afterEach(async () => await cleaning.disposeAsync());

interface Place {
  readonly data: string;
  /** The `postgres://` URL, or the path of the SQLite file. */
  readonly database: string;
}

/** Creates a service with the tenant `u1`. */
async function makeService(name: string): Promise<Place> {
  const data = join(folder, name);
  const database = await makeDatabase();
  if (database !== undefined) cleaning.defer(() => database.drop());
  await initialise(data, { now, database: database?.url });
  await using service = await openService(data);
  await createTenant(service, { name: "u1", product: "weborca", ...byOperator(now) });
  return { data, database: database?.url ?? dataFolder(data).database };
}

/** Empties a database, as an operating error would. */
async function empty({ database }: Place): Promise<void> {
  if (database.startsWith("postgres")) await runSql(database, "drop schema public cascade; create schema public");
  else await rm(database);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "none",
    (error: unknown) => (error instanceof OperatorError ? error.code : String(error)),
  );
}

describe("a data folder whose database is missing", () => {
  test("neither serves nor runs any command, and no new database is created", async () => {
    const place = await makeService("data");
    await empty(place);
    expect(await codeOf(serve({ data: place.data, port: 0, log: "silent" }))).toBe("database-lost");
    expect(await codeOf(openService(place.data))).toBe("database-lost");
    expect((await checkService(place.data, now)).map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining(`koshin new-database --data ${place.data}`),
    ]);
    const { code, stderr } = await runHere(
      "issue",
      "--data",
      place.data,
      "--tenant",
      "u1",
      "--cn",
      "client1",
      "--out",
      join(folder, "x.p12"),
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining("(database-lost)")]);
    expect(await hasTables(place.database)).toBe(false);
  });

  test("is also reported if it was created before databases had an identity", async () => {
    const place = await makeService("data");
    await rm(dataFolder(place.data).databaseIdentity);
    await empty(place);
    expect(await codeOf(openService(place.data))).toBe("database-lost");
  });

  test("starts with an empty one only by koshin new-database, which the audit trail records", async () => {
    const place = await makeService("data");
    const before = await readFile(dataFolder(place.data).databaseIdentity, "utf8");
    expect(await codeOf(beginWithNewDatabase(place.data, byOperator(now)))).toBe("database-in-use");
    await empty(place);
    const { code, stdout } = await runHere("new-database", "--data", place.data, "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { data: place.data }]);
    expect(await readFile(dataFolder(place.data).databaseIdentity, "utf8")).not.toBe(before);
    await using service = await openService(place.data);
    expect(await findTenant(service.store, "u1")).toBeUndefined();
    expect(await verifyAudit(service.store)).toEqual({ whole: 1 });
  });

  test("is no longer ready if that happens while it serves", async () => {
    const place = await makeService("data");
    await using service = await openService(place.data);
    const { notAfter } = service.authority;
    const ends = { end: notAfter, endForAll: notAfter };
    expect((await findObstacles(service, ends, now)).obstacles).toEqual([]);
    await empty(place);
    expect((await findObstacles(service, ends, now)).obstacles).toEqual(["database"]);
  });
});

describe("a data folder with the wrong database", () => {
  test("is reported for another folder's, and for one that was emptied", async () => {
    const [place, other] = [await makeService("data"), await makeService("other")];
    await copyFile(dataFolder(place.data).databaseIdentity, join(folder, "kept"));
    await copyFile(dataFolder(other.data).databaseIdentity, dataFolder(place.data).databaseIdentity);
    expect(await codeOf(openService(place.data))).toBe("database-foreign");
    await copyFile(join(folder, "kept"), dataFolder(place.data).databaseIdentity);
    expect(await codeOf(openService(place.data))).toBe("none");
    await runSql(place.database, "delete from database_identity");
    expect(await codeOf(openService(place.data))).toBe("database-foreign");
  });

  test("records the identity of its database if it was created before databases had one", async () => {
    const { data } = await makeService("data");
    const file = dataFolder(data).databaseIdentity;
    const before = await readFile(file, "utf8");
    await rm(file);
    const services = await Promise.all([openService(data), openService(data)]);
    for (const service of services) await service.close();
    expect(await readFile(file, "utf8")).toBe(before);
  });

  test("is reported for an empty file", async () => {
    const { data } = await makeService("data");
    const { database, settings } = dataFolder(data);
    if ((await readSettings(settings)).database !== undefined) return;
    await truncate(database);
    expect(await codeOf(openService(data))).toBe("database-lost");
  });
});
