import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { initialise } from "../../../src/server/service/initialise.ts";
import { makeFolders } from "../../../src/server/system/make-folders.ts";
import { runHere } from "../../support/program.ts";

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-wrong-place-"));
  data = join(folder, "data");
});
afterEach(async () => await rm(folder, { recursive: true }));

/** The message of a command that fails. */
async function failing(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runHere(...args);
  expect([code, stdout]).toEqual([1, ""]);
  return stderr;
}

describe("a path without a data folder", () => {
  test.each([["serve"], ["show", "--serial", "5A"], ["new-database"], ["backup", "--out", "backup"]])(
    "is reported by koshin %s",
    async (command, ...options) => {
      const run = async (place: string): Promise<string> => await failing(command, "--data", place, ...options);
      expect(await run(data)).toBe(
        `koshin: There is no data folder at ${data}. Check the path; koshin init creates one. (data-folder-missing)\n`,
      );
      await mkdir(data);
      await writeFile(join(data, "letter.txt"), "");
      expect(await run(data)).toBe(
        `koshin: ${data} is not a data folder: it has no koshin.json. Check the path. (data-folder-missing)\n`,
      );
      const file = join(data, "letter.txt");
      expect(await run(file)).toBe(
        `koshin: ${file} is not a data folder: it is a file, or below one. Check the path. (data-folder-missing)\n`,
      );
    },
  );

  test("may be a data folder without its settings", async () => {
    await initialise(data, { now: new Date() });
    await rm(join(data, "koshin.json"));
    for (const command of ["serve", "init"]) {
      expect(await failing(command, "--data", data)).toContain("if a service has run from it, restore koshin.json from a backup.");
    }
  });
});

describe("a folder to create", () => {
  test("is created with its parents, and the topmost new one is returned", async () => {
    const deep = join(folder, "a", "b", "c");
    expect(await makeFolders(deep)).toBe(join(folder, "a"));
    expect(await makeFolders(deep)).toBeUndefined();
  });

  test.skipIf(process.platform !== "linux")("fails at once if its parent cannot contain folders", async () => {
    expect(await failing("init", "--data", "/proc/nope/data")).toBe(
      "koshin: /proc/nope cannot be created: /proc cannot contain folders. Name a folder elsewhere. (file-unusable)\n",
    );
    await initialise(data, { now: new Date() });
    const backup = join(folder, "backup");
    expect((await runHere("backup", "--data", data, "--out", backup)).code).toBe(0);
    expect(await failing("restore", "--from", backup, "--data", "/proc/nope")).toContain("/proc cannot contain folders.");
    expect(await failing("backup", "--data", data, "--out", "/proc/nope")).toContain("(file-unusable)");
  });

  test("does not replace a file", async () => {
    await writeFile(data, "");
    expect(await failing("init", "--data", data)).toBe(
      `koshin: ${data} is a file. Name an empty folder, or one that does not exist. (data-folder-in-use)\n`,
    );
    expect(await readdir(folder)).toEqual(["data"]);
  });
});

describe("koshin restore", () => {
  test("reports a missing or incomplete backup", async () => {
    const from = join(folder, "backup");
    const restoring = async (): Promise<string> => await failing("restore", "--from", from, "--data", data);
    expect(await restoring()).toBe(
      `koshin: There is no backup at ${from}. Name a folder created by koshin backup. (backup-missing)\n`,
    );
    await mkdir(from);
    expect(await restoring()).toBe(
      `koshin: ${from} is not a backup: it has no manifest.json. Name a folder created by koshin backup. (backup-missing)\n`,
    );
    await mkdir(join(from, "files"));
    expect(await restoring()).toContain(
      "has no manifest.json, so koshin backup has not completed it. Restore another one. (backup-damaged)",
    );
    await rm(from, { recursive: true });
    await writeFile(from, "");
    expect(await restoring()).toContain(`${from} is not a backup: it is a file, or below one.`);
  });

  test("reports a missing or malformed list", async () => {
    await initialise(data, { now: new Date() });
    const [from, list] = [join(folder, "backup"), join(folder, "list.crl")];
    await runHere("backup", "--data", data, "--out", from);
    const restoring = async (): Promise<string> =>
      await failing("restore", "--from", from, "--data", join(folder, "restored"), "--list", list);
    expect(await restoring()).toBe(
      `koshin: There is no file at ${list}. Name a file with a revocation list that the service has published at /crl. (list-unusable)\n`,
    );
    await writeFile(list, "none");
    expect(await restoring()).toContain(`${list} is not a valid revocation list in DER or PEM. Name a file with one from /crl.`);
  });
});

test("koshin new-database leaves an existing database unchanged", async () => {
  await initialise(data, { now: new Date() });
  const said = await failing("new-database", "--data", data);
  expect(said).toContain(`${join(data, "koshin.sqlite")} already contains a database, which is left unchanged.`);
  expect(said).toContain("(database-in-use)");
});

test("koshin show needs no passphrase", async () => {
  await initialise(data, { now: new Date() });
  const out = join(folder, "a.p12");
  await runHere("issue", "--data", data, "--tenant", "u1", "--cn", "client1", "--out", out);
  await writeFile(join(data, "passphrase"), "wrong");
  for (const args of [["show", "--tenant", "u1", "--cn", "client1"], ["list", "certificates"], ["audit"]]) {
    expect((await runHere(...args, "--data", data)).code).toBe(0);
  }
  expect(await failing("issue", "--data", data, "--tenant", "u1", "--cn", "client2", "--out", join(folder, "b.p12"))).toContain(
    "(passphrase-wrong)",
  );
});
