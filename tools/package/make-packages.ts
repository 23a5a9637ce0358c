import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import * as v from "valibot";
import packageJson from "../../package.json" with { type: "json" };
import { root } from "../../src/launch/root.mjs";
import { run } from "../../src/launch/run.mjs";
import { makeFolders } from "../../src/server/system/make-folders.ts";
import { readFolder, readNamed, type FolderFile } from "./read-folder.ts";

/** A created archive. */
export interface Package {
  /** The store that it is for; the source archive is for the reviewers of Firefox's store. */
  readonly for: "chrome" | "edge" | "firefox" | "source";
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The files to rebuild the extension, with instructions. */
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

/** The first moment that ZIP can express, in its local time, so that an archive does not depend on when it was created. */
const firstMoment = new Date(1980, 0, 1);
const unix = 3;
/** The Unix mode of a regular file in ZIP's external attributes (PKWARE APPNOTE 6.3, section 4.4.15). */
const readableByAll = (0o100644 << 16) >>> 0;

const Manifest = v.pipe(v.string(), v.parseJson(), v.looseObject({ manifest_version: v.literal(3) }));

/**
 * Builds the extension for every store and writes the archives, the same bytes for the same sources.
 *
 * @param folder for the archives; created if missing
 * @throws Error if a build fails
 */
export async function makePackages(folder: string): Promise<readonly Package[]> {
  await makeFolders(folder, async (each) => await mkdir(each));
  const chromium = (await buildExtension("extension-release")).map(withoutKey);
  // Firefox uses no schema for administrators' settings.
  const firefox = (await buildExtension("extension-firefox-release")).filter(({ name }) => name !== "managed_schema.json");
  const { version } = packageJson;
  return [
    await write("chrome", `koshin-${version}-chrome.zip`, chromium),
    await write("edge", `koshin-${version}-edge.zip`, chromium),
    await write("firefox", `koshin-${version}-firefox.xpi`, firefox),
    await write("source", `koshin-${version}-source.zip`, await readNamed(root, sources)),
  ];

  async function write(store: Package["for"], name: string, files: readonly FolderFile[]): Promise<Package> {
    const archive = zip(files);
    const file = join(folder, name);
    await writeFile(file, archive);
    return { for: store, file, bytes: archive.length, sha256: createHash("sha256").update(archive).digest("hex") };
  }
}

async function buildExtension(mode: "extension-release" | "extension-firefox-release"): Promise<readonly FolderFile[]> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-package-"));
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "--mode", mode, "--outDir", folder, "--emptyOutDir", "--logLevel", "error"];
  // The caller's environment would end up in the bundles.
  const env = { ...process.env, NODE_ENV: "production" };
  try {
    if ((await run(process.execPath, args, { stdio: "progress", env })) !== 0)
      throw new Error(`The build of ${mode} failed. See vite's message above.`);
    return await readFolder(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * A ZIP archive whose bytes depend only on the files: sorted by name, without times, with fixed modes. The compressor is
 * a locked package, with the same output everywhere.
 */
function zip(files: readonly FolderFile[]): Uint8Array {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, contents }) => [name, contents] as const);
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: firstMoment, os: unix, attrs: readableByAll });
}

/** The stores of Chrome and Edge sign with their own keys, and reject a manifest that contains one. */
function withoutKey(file: FolderFile): FolderFile {
  if (file.name !== "manifest.json") return file;
  const manifest = v.parse(Manifest, Buffer.from(file.contents).toString());
  const kept = Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== "key"));
  return { ...file, contents: Buffer.from(`${JSON.stringify(kept, undefined, 2)}\n`) };
}
