import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import packageJson from "../../package.json" with { type: "json" };
import { root } from "../../src/launch/root.mjs";
import { run } from "../../src/launch/run.mjs";
import { makeFolders } from "../../src/server/system/make-folders.ts";
import { readFolder, readNamed } from "./read-folder.ts";
import { writeZip, type ZipEntry } from "./zip.ts";

/** An archive that was made. */
export interface Package {
  /** The store that it goes to; the source goes to the reviewers of Firefox's. */
  readonly for: "chrome" | "edge" | "firefox" | "source";
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What it takes to build the extension again, and what says how. */
const sources = [
  ".ci",
  "docs",
  "manifest.json",
  "package-lock.json",
  "package.json",
  "pages",
  "src",
  "tools",
  "tsconfig.json",
  "vite.config.ts",
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "SECURITY.md",
];

const Manifest = v.pipe(v.string(), v.parseJson(), v.looseObject({ manifest_version: v.literal(3) }));

/**
 * Builds the extension for every store and writes the archives, the same bytes for the same sources.
 *
 * @param folder where the archives go; made where it is missing
 * @throws Error where a build fails
 */
export async function makePackages(folder: string): Promise<readonly Package[]> {
  await makeFolders(folder, async (each) => await mkdir(each));
  const chromium = (await buildExtension("extension")).map(withoutKey);
  // Firefox reads no schema for what administrators set.
  const firefox = (await buildExtension("extension-firefox")).filter(({ name }) => name !== "managed_schema.json");
  const { version } = packageJson;
  return [
    await write("chrome", `koshin-${version}-chrome.zip`, chromium),
    await write("edge", `koshin-${version}-edge.zip`, chromium),
    await write("firefox", `koshin-${version}-firefox.xpi`, firefox),
    await write("source", `koshin-${version}-source.zip`, await readNamed(root, sources)),
  ];

  async function write(store: Package["for"], name: string, entries: readonly ZipEntry[]): Promise<Package> {
    const archive = writeZip(entries);
    const file = join(folder, name);
    await writeFile(file, archive);
    return { for: store, file, bytes: archive.length, sha256: createHash("sha256").update(archive).digest("hex") };
  }
}

async function buildExtension(mode: "extension" | "extension-firefox"): Promise<readonly ZipEntry[]> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-package-"));
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "--mode", mode, "--outDir", folder, "--emptyOutDir", "--logLevel", "error"];
  // What the caller's environment says would stand in the bundles.
  const env = { ...process.env, NODE_ENV: "production" };
  try {
    if ((await run(process.execPath, args, { stdio: "progress", env })) !== 0)
      throw new Error(`The build of ${mode} failed. See vite's message above.`);
    return await readFolder(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The stores of Chrome and Edge sign with keys of their own, and refuse a manifest that brings one. */
function withoutKey(entry: ZipEntry): ZipEntry {
  if (entry.name !== "manifest.json") return entry;
  const manifest = v.parse(Manifest, Buffer.from(entry.contents).toString());
  const kept = Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== "key"));
  return { ...entry, contents: Buffer.from(`${JSON.stringify(kept, undefined, 2)}\n`) };
}
