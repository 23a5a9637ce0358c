import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { firefoxId } from "../../src/extension/manifest.ts";
import { root } from "../../src/launch/root.mjs";
import { readFolder, type FolderFile } from "../../tools/package/read-folder.ts";

const run = promisify(execFile);
const { version } = packageJson;
const archives = [
  `koshin-${version}-chrome.zip`,
  `koshin-${version}-edge.zip`,
  `koshin-${version}-firefox.xpi`,
  `koshin-${version}-source.zip`,
];
const [chrome = "", edge = "", firefox = "", source = ""] = archives;

const Made = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    packages: v.array(v.strictObject({ for: v.string(), file: v.string(), bytes: v.number(), sha256: v.string() })),
  }),
);

let folder: string;
let made: v.InferOutput<typeof Made>;

/** Makes the archives of a checkout. */
async function pack(checkout: string, out: string): Promise<v.InferOutput<typeof Made>> {
  const { stdout } = await run(process.execPath, ["tools/package.ts", "--json", "--out", out], { cwd: checkout });
  return v.parse(Made, stdout);
}

/** Opens an archive with an independent program, which verifies its checksums. */
async function open(name: string): Promise<string> {
  const into = join(folder, `${name}.open`);
  await mkdir(into);
  await run("jar", ["-xf", join(folder, name)], { cwd: into });
  return into;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-packages-"));
  made = await pack(root, folder);
});
afterAll(() => rm(folder, { recursive: true }));

it("makes an archive for each store and one of the source, and lists them", async () => {
  expect(made.packages.map((each) => [each.for, each.file])).toEqual([
    ["chrome", join(folder, chrome)],
    ["edge", join(folder, edge)],
    ["firefox", join(folder, firefox)],
    ["source", join(folder, source)],
  ]);
  for (const { file, bytes } of made.packages) expect((await readFile(file)).length).toBe(bytes);
});

it("makes the same bytes from the unpacked source, in another folder, later", async () => {
  const checkout = await open(source);
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  const again = join(folder, "again");
  await pack(checkout, again);
  for (const name of archives)
    expect((await readFile(join(again, name))).equals(await readFile(join(folder, name))), name).toBe(true);
});

describe.each([chrome, firefox])("%s", (name) => {
  let files: readonly FolderFile[];
  let manifest: Record<string, unknown>;
  const text = (file: FolderFile): string => Buffer.from(file.contents).toString();

  beforeAll(async () => {
    files = await readFolder(await open(name));
    const file = files.find((each) => each.name === "manifest.json");
    manifest = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), file && text(file));
  });

  it("contains no key, no source maps and nothing web-accessible", () => {
    expect(manifest).not.toHaveProperty("key");
    expect(manifest).not.toHaveProperty("update_url");
    expect(manifest).not.toHaveProperty("web_accessible_resources");
    expect(files.map((file) => file.name).filter((each) => !/\.(?:js|css|html|png|svg|json)$/.test(each))).toEqual([]);
    for (const file of files.filter((each) => each.name.endsWith(".js")))
      expect(text(file), file.name).not.toContain("sourceMappingURL");
  });

  it("knows no site on this computer", () => {
    for (const file of files) expect(text(file), file.name).not.toContain("localhost");
    expect(manifest["host_permissions"]).toEqual(["https://weborca.cloud.orcamo.jp/*", "https://demo-weborca.cloud.orcamo.jp/*"]);
  });

  it("runs only its own code", () => {
    for (const file of files.filter((each) => /\.(?:js|html)$/.test(each.name))) {
      expect(text(file), file.name).not.toMatch(
        /\beval\(|new Function\(|importScripts\(|import\(\s*["'`]https?:|<script[^>]+src="https?:/,
      );
    }
  });
});

it("makes the same package for Edge as for Chrome", async () => {
  expect((await readFile(join(folder, edge))).equals(await readFile(join(folder, chrome)))).toBe(true);
});

it("declares for Firefox its ID, the minimum version, and what it sends to the configured sites", async () => {
  const files = await readFolder(join(folder, `${firefox}.open`));
  const manifest = files.find(({ name }) => name === "manifest.json");
  expect(JSON.parse(Buffer.from(manifest?.contents ?? []).toString())).toMatchObject({
    background: { scripts: ["service-worker-loader.js"] },
    browser_specific_settings: {
      gecko: {
        id: firefoxId,
        strict_min_version: "153.0",
        // The request for a certificate, with the name in it, authenticated by the certificate that it replaces.
        data_collection_permissions: { required: ["authenticationInfo", "personallyIdentifyingInfo"] },
      },
    },
  });
  expect(files.map(({ name }) => name)).not.toContain("managed_schema.json");
});

it("has an ID in Firefox that its store registers: a UUID, or a name under a domain that can be owned", () => {
  expect(firefoxId).toMatch(/^\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}$/);
});

it("reports invalid options in one sentence, and exits with 2", async () => {
  await expect(run(process.execPath, ["tools/package.ts", "--colour"], { cwd: root })).rejects.toMatchObject({ code: 2 });
});
