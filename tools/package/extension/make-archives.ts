import type { KeyObject } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import * as v from "valibot";
import packaged from "../../../manifest.json" with { type: "json" };
import packageJson from "../../../package.json" with { type: "json" };
import { patternOf, type Site } from "../../../src/extension/sites/sites.ts";
import { root } from "../../../src/launch/root.mjs";
import { writePackage, type MadePackage } from "../made-package.ts";
import { readFolder, readNamed, type FolderFile } from "../read-folder.ts";
import { buildRelease } from "./build-release.ts";
import { extensionIdOf, makeCrx, publicKeyOf } from "./crx.ts";
import { chromiumUpdates, firefoxUpdates } from "./update-manifests.ts";

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

const Manifest = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    manifest_version: v.literal(3),
    host_permissions: v.array(v.string()),
    content_scripts: v.array(v.looseObject({ matches: v.array(v.string()) })),
    browser_specific_settings: v.optional(v.object({ gecko: v.looseObject({}) })),
  }),
);
type Manifest = v.InferOutput<typeof Manifest>;
type HostMembers = "host_permissions" | "content_scripts";

/** An organisation's own server for packages. */
export interface OwnServer {
  /** Signs the package for Chromium, and determines its ID. */
  readonly key: KeyObject;
  /** The folder's address, https, which ends with a slash. */
  readonly updates: URL;
  /** Sites whose hosts the packages request, so that nobody has to allow them. */
  readonly sites: readonly Site[];
}

/**
 * Builds the extension for every store and writes the archives, the same bytes for the same sources.
 *
 * @param folder for the archives
 * @param own also makes the packages and update manifests for this server
 * @throws Error if a build fails
 */
export async function makeArchives(folder: string, own?: OwnServer): Promise<readonly MadePackage[]> {
  const unpacked = await buildExtension("extension-release");
  // The stores of Chrome and Edge sign with their own keys, and reject a manifest that contains one.
  const chromium = unpacked.map((file) => changeManifest(file, () => ({ key: undefined })));
  // Firefox uses no schema for administrators' settings.
  const firefox = (await buildExtension("extension-firefox-release")).filter(({ name }) => name !== "managed_schema.json");
  const { version } = packageJson;
  return [
    await write("chrome", `koshin-${version}-chrome.zip`, chromium),
    await write("edge", `koshin-${version}-edge.zip`, chromium),
    await write("firefox", `koshin-${version}-firefox.xpi`, firefox),
    await write("source", `koshin-${version}-source.zip`, await readNamed(root, sources)),
    await write("unpacked", `koshin-${version}-unpacked.zip`, unpacked),
    ...(own === undefined ? [] : await selfHosted(own)),
  ];

  /** The packages for an organisation's own server, with its addresses and hosts, and what browsers ask there. */
  async function selfHosted({ key, updates, sites }: OwnServer): Promise<readonly MadePackage[]> {
    const [crx, xpi] = [`koshin-${version}.crx`, `koshin-${version}-selfhosted.xpi`];
    const at = (name: string): string => new URL(name, updates).href;
    const publicKey = publicKeyOf(key);
    const forChromium = unpacked.map((file) =>
      changeManifest(file, (manifest) => ({
        ...withHosts(manifest, sites),
        key: publicKey.toString("base64"),
        update_url: at("koshin.xml"),
      })),
    );
    const forFirefox = firefox.map((file) =>
      changeManifest(file, (manifest) => ({
        ...withHosts(manifest, sites),
        browser_specific_settings: {
          gecko: { ...manifest.browser_specific_settings?.gecko, update_url: at("updates.json") },
        },
      })),
    );
    const { minimum_chrome_version: minimum } = packaged;
    return [
      await store("self-hosted", crx, makeCrx(zip(forChromium), key)),
      await store(
        "self-hosted",
        "koshin.xml",
        Buffer.from(chromiumUpdates(extensionIdOf(publicKey), minimum, { version, address: at(crx) })),
      ),
      await write("self-hosted", xpi, forFirefox),
      await store("self-hosted", "updates.json", Buffer.from(firefoxUpdates({ version, address: at(xpi) }))),
    ];
  }

  async function write(kind: MadePackage["for"], name: string, files: readonly FolderFile[]): Promise<MadePackage> {
    return await store(kind, name, zip(files));
  }

  async function store(kind: MadePackage["for"], name: string, archive: Uint8Array): Promise<MadePackage> {
    return await writePackage(join(folder, name), kind, archive);
  }
}

async function buildExtension(mode: Parameters<typeof buildRelease>[0]): Promise<readonly FolderFile[]> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-package-"));
  try {
    await buildRelease(mode, folder);
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

/** A manifest with some members replaced; undefined removes one. */
function changeManifest(file: FolderFile, change: (manifest: Manifest) => Readonly<Record<string, unknown>>): FolderFile {
  if (file.name !== "manifest.json") return file;
  const manifest = v.parse(Manifest, Buffer.from(file.contents).toString());
  return { ...file, contents: Buffer.from(`${JSON.stringify({ ...manifest, ...change(manifest) }, undefined, 2)}\n`) };
}

/** The members of a manifest that request hosts, with those of more sites, which then need no "Allow". */
function withHosts({ host_permissions, content_scripts }: Manifest, sites: readonly Site[]): Pick<Manifest, HostMembers> {
  const all = (hosts: readonly string[]): string[] => Array.from(new Set([...hosts, ...sites.map(patternOf)]));
  return {
    host_permissions: all(host_permissions),
    content_scripts: content_scripts.map((script) => ({ ...script, matches: all(script.matches) })),
  };
}
