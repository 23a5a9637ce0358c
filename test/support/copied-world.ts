import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorld, type World } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { readFolder, writeFolder, type FolderFile } from "./folder-files.ts";

let original: Promise<readonly FolderFile[]> | undefined;

/** The placeholder for the data folder's path in files that contain it, in JSON. */
const placeholder = "@data@";

/**
 * Fills an empty folder with a demonstration world. It is created once in each process and then copied, because
 * generating keys takes longer than many tests. The copies have the same authorities and certificates, but are independent.
 */
export async function copyWorld(data: string): Promise<World> {
  original ??= makeOriginal();
  const files = await original;
  await writeFolder(
    data,
    files.map((file) => replaceIn(file, placeholder, data)),
  );
  const world = await readWorld(data);
  if (world === undefined) throw new Error("The copied world is not complete.");
  return world;
}

async function makeOriginal(): Promise<readonly FolderFile[]> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-world-"));
  try {
    await makeWorld(folder, new Date());
    return (await readFolder(folder)).map((file) => replaceIn(file, folder, placeholder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function replaceIn(file: FolderFile, path: string, by: string): FolderFile {
  if (!file.path.endsWith(".json")) return file;
  const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
  return { ...file, content: Buffer.from(file.content.toString().replaceAll(quoted(path), quoted(by))) };
}
