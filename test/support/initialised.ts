import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialise } from "../../src/server/service/initialise.ts";
import type { Settings } from "../../src/server/settings/settings.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { makeDatabase, type TestDatabase } from "./database.ts";
import { readFolder, writeFolder, type FolderFile } from "./folder-files.ts";

/** The result of `koshin init`, to be copied. */
interface Original {
  readonly files: readonly FolderFile[];
  readonly database: TestDatabase | undefined;
}

const originals = new Map<string, Promise<Original>>();

/**
 * Fills an empty folder with a service's data like `koshin init`, on the database of this test run. It is created once
 * for each settings and then copied, because creating authorities, keys and tables takes longer than most
 * tests.
 */
export async function fillAsInitialised(data: string, settings: Settings): Promise<TestDatabase | undefined> {
  const key = JSON.stringify(settings);
  const made = originals.get(key) ?? makeOriginal(settings);
  originals.set(key, made);
  const { files, database: template } = await made;
  await writeFolder(data, files);
  if (template === undefined) return undefined;
  const database = await makeDatabase(template);
  if (database === undefined) throw new Error("The database of this run no longer exists.");
  await writeFile(dataFolder(data).settings, JSON.stringify({ ...settings, database: database.url }));
  return database;
}

async function makeOriginal(settings: Settings): Promise<Original> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-original-"));
  try {
    const database = await makeDatabase();
    await initialise(folder, { now: new Date(), settings, database: database?.url });
    return { files: await readFolder(folder), database };
  } finally {
    await rm(folder, { recursive: true });
  }
}
