import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeWorld } from "../../../src/demo/world.ts";
import { backUp } from "../../../src/server/backup/back-up.ts";
import { restore } from "../../../src/server/backup/restore.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { initialise } from "../../../src/server/service/initialise.ts";
import { beginWithNewDatabase } from "../../../src/server/service/new-database.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { readSettings } from "../../../src/server/settings/settings.ts";
import { makeDatabase, runSql } from "../../support/database.ts";
import { runHere, startProgram } from "../../support/program.ts";
import { makeSmallDisk, mayMount } from "../../support/small-disk.ts";

const now = new Date();
const ended = new Error("ended");
const interruption = AbortSignal.abort(ended);

let folder: string;
let data: string;
/** The test's own empty database; undefined on SQLite. */
let database: string | undefined;
let cleaning: AsyncDisposableStack;
beforeEach(async () => {
  cleaning = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), "koshin-half-"));
  cleaning.defer(() => rm(folder, { recursive: true }));
  data = join(folder, "data");
  const made = await makeDatabase();
  if (made !== undefined) cleaning.defer(() => made.drop());
  database = made?.url;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await cleaning.disposeAsync();
});

async function issueThere(out: string): Promise<number | null> {
  return (await runHere("issue", "--data", data, "--tenant", "u00000014", "--cn", "client28", "--out", out)).code;
}

async function countCertificates(): Promise<number> {
  await using service = await openService(data);
  return (await service.store.selectFrom("certificates").select("serial").execute()).length;
}

describe("koshin init", () => {
  test.each([
    ["a missing folder", [], []],
    ["a folder nested in missing ones", ["deep", "in", "others"], []],
    ["an empty folder", ["there"], ["there"]],
  ])("leaves %s unchanged and the database empty if it fails", async (_, below, made) => {
    const place = join(folder, ...below, "data");
    if (made.length > 0) await mkdir(place, { recursive: true });
    vi.stubEnv("KOSHIN_CA_PASSPHRASE_FILE", join(folder, "none"));
    await expect(initialise(place, { now, database })).rejects.toMatchObject({ code: "data-folder-incomplete" });
    expect(await readdir(folder)).toEqual(made);
    if (made.length > 0) expect(await readdir(place)).toEqual([]);
    vi.unstubAllEnvs();
    // At the last moment, with everything created.
    await expect(initialise(place, { now, database, interruption })).rejects.toBe(ended);
    expect(await readdir(folder)).toEqual(made);
    await initialise(place, { now, database });
  });

  test("leaves nothing of the demonstration if it is interrupted", async () => {
    await expect(makeWorld(data, now, { database, interruption })).rejects.toBe(ended);
    expect(await readdir(folder)).toEqual([]);
  });

  test("identifies a folder left by a killed run", async () => {
    await mkdir(join(data, "authority"), { recursive: true });
    const { code, stderr } = await runHere("init", "--data", data);
    expect([code, stderr]).toEqual([
      1,
      `koshin: ${data} has no koshin.json, which is written last. If koshin init or koshin restore was interrupted, remove the folder and run it again; if a service has run from it, restore koshin.json from a backup. (data-folder-in-use)\n`,
    ]);
  });
});

test("an empty variable counts as unset, and makes a list empty", async () => {
  for (const name of [
    "CA_PASSPHRASE",
    "CA_PASSPHRASE_FILE",
    "MASTER_KEY_FILE",
    "DATABASE_URL",
    "LISTEN_PORT",
    "CRL_URL",
    "HOSTS_APP",
  ]) {
    vi.stubEnv(`KOSHIN_${name}`, "");
  }
  vi.stubEnv("CREDENTIALS_DIRECTORY", "");
  vi.stubEnv("KOSHIN_PRODUCTS_ORCAMO_RENEWABLE_TYPES", "");
  await initialise(data, { now, database });
  expect(await readdir(data)).toEqual(expect.arrayContaining(["passphrase", "master.key"]));
  const { listen, hosts, crlUrl, products } = await readSettings(join(data, "koshin.json"));
  expect([listen.port, hosts.app, crlUrl, products.orcamo?.renewableTypes]).toEqual([8443, "app.localhost", undefined, []]);
  await using service = await openService(data, { database });
  expect(service.settings.products.weborca?.renewableTypes).toEqual(["client"]);
});

describe("koshin backup, restore and new-database", () => {
  test("can be retried after a failure", async () => {
    await initialise(data, { now, database });
    const out = join(folder, "backup");
    await expect(backUp(data, out, { now, interruption })).rejects.toBe(ended);
    expect(await readdir(folder)).toEqual(["data"]);
    await backUp(data, out, { now });

    const other = await makeDatabase();
    if (other !== undefined) cleaning.defer(() => other.drop());
    const restored = join(folder, "restored");
    await mkdir(restored);
    const none = join(folder, "none.crl");
    await expect(restore(out, restored, { ...byOperator(now), database: other?.url, lists: [none] })).rejects.toMatchObject({
      code: "list-unusable",
    });
    await expect(restore(out, restored, { ...byOperator(now), database: other?.url, interruption })).rejects.toBe(ended);
    expect(await readdir(restored)).toEqual([]);
    await restore(out, restored, { ...byOperator(now), database: other?.url });

    // A folder with its name keeps the identity from being written.
    await rm(join(data, "database.id"));
    await mkdir(join(data, "database.id"));
    await loseDatabase();
    await expect(beginWithNewDatabase(data, byOperator(now), database)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    await rmdir(join(data, "database.id"));
    await beginWithNewDatabase(data, byOperator(now), database);
  });
});

test("a restore that is killed leaves no folder from which a service starts", async () => {
  await initialise(data, { now, database });
  const backup = join(folder, "backup");
  await backUp(data, backup, { now });
  await loseDatabase();
  const restored = join(folder, "restored");
  const left: string[] = [];
  // It checks for an interruption after each step.
  const { signal } = new AbortController();
  vi.spyOn(signal, "throwIfAborted").mockImplementation(() => {
    const copy = join(folder, `killed-${left.length}`);
    cpSync(restored, copy, { recursive: true });
    left.push(copy);
  });
  await restore(backup, restored, { ...byOperator(now), database, interruption: signal });
  expect(left).toHaveLength(2);
  for (const copy of left) {
    const said = `${copy} is not completely restored: koshin restore was interrupted. Remove the folder, and run koshin restore again.`;
    await expect(openService(copy)).rejects.toMatchObject({ code: "data-folder-incomplete", message: said });
    await expect(restore(backup, copy, { ...byOperator(now), database })).rejects.toMatchObject({
      code: "data-folder-in-use",
      message: said,
    });
  }
  await using service = await openService(restored);
  expect((await service.store.selectFrom("audit").select("action").execute()).map(({ action }) => action)).toContain("restored");
});

async function loseDatabase(): Promise<void> {
  if (database === undefined) await rm(join(data, "koshin.sqlite"));
  else await runSql(database, "drop schema public cascade; create schema public");
}

test.skipIf(!mayMount())("koshin issue issues nothing if the disk is full", async () => {
  await initialise(data, { now, database });
  const place = join(folder, "small");
  await mkdir(place);
  const disk = cleaning.use(await makeSmallDisk(place, "64k", "root"));
  await disk.fill();
  expect(await issueThere(join(disk.folder, "a.p12"))).toBe(1);
  expect([await readdir(disk.folder), await countCertificates()]).toEqual([[], 0]);
  await disk.clear();
  expect(await issueThere(join(disk.folder, "a.p12"))).toBe(0);
});

describe.each(["SIGINT", "SIGTERM"] as const)("%s", (signal) => {
  test.each(["init", "issue", "restore"])("ends koshin %s without leaving anything incomplete", async (command) => {
    const made = command === "init" ? [] : ["data"];
    if (command !== "init") await initialise(data, { now, database });
    const passphrase = command === "init" ? "given" : await readFile(join(data, "passphrase"), "utf8");
    const backup = join(folder, "backup");
    if (command === "restore") {
      await backUp(data, backup, { now });
      await rm(data, { recursive: true });
      if (database !== undefined) await loseDatabase();
      made.splice(0, 1, "backup");
    }
    // A reader that opens it waits here for the test.
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const out = join(folder, "client28.p12");
    const args =
      {
        init: ["init", "--data", data, ...(database === undefined ? [] : ["--database", database])],
        issue: ["issue", "--data", data, "--tenant", "u00000014", "--cn", "client28", "--out", out],
        restore: ["restore", "--from", backup, "--data", data],
      }[command] ?? [];
    const program = startProgram(args, { KOSHIN_CA_PASSPHRASE_FILE: pipe });
    {
      await using writing = await open(pipe, "w");
      program.signal(signal);
      await writing.writeFile(passphrase);
    }
    const { code, stdout, stderr, ...ended } = await program.ended;
    // A restore that takes long reports its progress.
    expect([code, ended.signal, stdout, stderr]).toEqual([
      null,
      signal,
      "",
      expect.stringMatching(/^(koshin: \d+ of \d+ audit entries verified\n)*$/),
    ]);
    expect((await readdir(folder)).filter((name) => name !== "pipe")).toEqual(made);
    if (command === "issue") expect(await countCertificates()).toBe(0);
  });
});
