import { execFile } from "node:child_process";
import { createHash, createPublicKey, verify } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { firefoxId } from "../../src/extension/manifest.ts";
import { root } from "../../src/launch/root.mjs";
import { extensionIdOf } from "../../tools/package/extension/crx.ts";
import { chromiumUpdates } from "../../tools/package/extension/update-manifests.ts";
import { readFolder, type FolderFile } from "../../tools/package/read-folder.ts";
import { lintExtension, type Message } from "./addons-linter.ts";
import { extensionId } from "./extension-id.ts";

const run = promisify(execFile);
const { version } = packageJson;
const archives = [
  `koshin-${version}-chrome.zip`,
  `koshin-${version}-edge.zip`,
  `koshin-${version}-firefox.xpi`,
  `koshin-${version}-source.zip`,
  `koshin-${version}-unpacked.zip`,
];
const [chrome = "", edge = "", firefox = "", source = "", unpacked = ""] = archives;
const [crx, xpi] = [`koshin-${version}.crx`, `koshin-${version}-selfhosted.xpi`];
const ownFiles = [crx, "koshin.xml", xpi, "updates.json"];

const Made = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    packages: v.array(v.strictObject({ for: v.string(), file: v.string(), bytes: v.number(), sha256: v.string() })),
    extensionId: v.optional(v.string()),
  }),
);

let folder: string;
let made: v.InferOutput<typeof Made>;

/** Makes the archives of a checkout, and those for an update server. */
async function pack(checkout: string, out: string): Promise<v.InferOutput<typeof Made>> {
  const own = [
    "--key",
    join(folder, "own.pem"),
    "--updates",
    "https://updates.example/koshin/",
    "--sites",
    join(folder, "sites.json"),
  ];
  const { stdout } = await run(process.execPath, ["tools/package.ts", "extension", "--json", "--out", out, ...own], {
    cwd: checkout,
  });
  return v.parse(Made, stdout);
}

/** Opens an archive with an independent program, which verifies its checksums. */
async function open(name: string): Promise<string> {
  const into = join(folder, `${name}.open`);
  await mkdir(into);
  await run("jar", ["-xf", join(folder, name)], { cwd: into });
  return into;
}

async function readManifest(opened: string): Promise<Record<string, unknown>> {
  const text = await readFile(join(opened, "manifest.json"), "utf8");
  return v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), text);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-packages-"));
  await writeFile(join(folder, "sites.json"), JSON.stringify({ sites: [{ hostname: "clinic.example", menuPath: "/menu" }] }));
  made = await pack(root, folder);
});
afterAll(() => rm(folder, { recursive: true }));

it("makes an archive for each store and one of the source, and lists them", async () => {
  expect(made.packages.map((each) => [each.for, each.file])).toEqual([
    ["chrome", join(folder, chrome)],
    ["edge", join(folder, edge)],
    ["firefox", join(folder, firefox)],
    ["source", join(folder, source)],
    ["unpacked", join(folder, unpacked)],
    ...ownFiles.map((name) => ["self-hosted", join(folder, name)]),
  ]);
  for (const { file, bytes } of made.packages) expect((await readFile(file)).length).toBe(bytes);
});

it("makes the same bytes from the unpacked source, in another folder, later", async () => {
  const checkout = await open(source);
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  const again = join(folder, "again");
  await pack(checkout, again);
  for (const name of [...archives, ...ownFiles])
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

it("makes an archive to be unpacked, whose key gives it the documented ID", async () => {
  const manifest = await readManifest(await open(unpacked));
  const publicKey = Buffer.from(v.parse(v.string(), manifest["key"]), "base64");
  expect(extensionIdOf(publicKey)).toBe(extensionId);
  expect(manifest).not.toHaveProperty("update_url");
  const document = await readFile(join(root, "docs", "administrator.md"), "utf8");
  expect(document).toContain(extensionId);
});

describe("for an organisation's own server", () => {
  const ownHosts = async (): Promise<string[]> => {
    const { host_permissions: stores } = await readManifest(join(folder, `${chrome}.open`));
    return [...v.parse(v.array(v.string()), stores), "https://clinic.example/*"];
  };

  it("makes a signed package for Chromium, with its address and hosts, under the ID of its key", async () => {
    const bytes = await readFile(join(folder, crx));
    expect([bytes.toString("latin1", 0, 4), bytes.readUInt32LE(4)]).toEqual(["Cr24", 3]);
    const headerEnd = 12 + bytes.readUInt32LE(8);
    const header = bytes.subarray(12, headerEnd);
    const pem = await readFile(join(folder, "own.pem"));
    expect((await stat(join(folder, "own.pem"))).mode & 0o777).toBe(0o600);
    const publicKey = createPublicKey(pem);
    const spki = publicKey.export({ type: "spki", format: "der" });
    // The header ends with the signed data, whose last field is the ID's 16 bytes; before it are key and signature.
    const signedData = header.subarray(-18);
    const signature = header.subarray(header.indexOf(spki) + spki.length + 3).subarray(0, 256);
    const length = Buffer.from([signedData.length, 0, 0, 0]);
    const signed = Buffer.concat([Buffer.from("CRX3 SignedData\0"), length, signedData, bytes.subarray(headerEnd)]);
    expect(verify("sha256", signed, publicKey, signature)).toBe(true);
    expect(signedData.subarray(2).toString("hex")).toBe(createHash("sha256").update(spki).digest("hex").slice(0, 32));

    await writeFile(join(folder, "from-crx.zip"), bytes.subarray(headerEnd));
    const hosts = await ownHosts();
    expect(await readManifest(await open("from-crx.zip"))).toMatchObject({
      key: spki.toString("base64"),
      update_url: "https://updates.example/koshin/koshin.xml",
      host_permissions: hosts,
      content_scripts: [{ matches: hosts }],
    });
    expect(made.extensionId).toBe(extensionIdOf(spki));
    const updates = await readFile(join(folder, "koshin.xml"), "utf8");
    expect(updates).toContain(`<app appid="${made.extensionId}">`);
    expect(updates).toContain(`codebase="https://updates.example/koshin/${crx}" version="${version}"`);
  });

  it("makes a package for Firefox, with its update manifest", async () => {
    expect(await readManifest(await open(xpi))).toMatchObject({
      browser_specific_settings: { gecko: { id: firefoxId, update_url: "https://updates.example/koshin/updates.json" } },
      host_permissions: await ownHosts(),
    });
    expect(JSON.parse(await readFile(join(folder, "updates.json"), "utf8"))).toMatchObject({
      addons: { [firefoxId]: { updates: [{ version, update_link: `https://updates.example/koshin/${xpi}` }] } },
    });
  });

  it.each([
    ["--key", "k.pem"],
    ["--updates", "https://updates.example/"],
    ["--sites", "sites.json"],
    ["--key", "k.pem", "--updates", "http://updates.example/"],
    ["--key", "k.pem", "--updates", "https://updates.example/koshin"],
  ])("rejects %s %s %s %s", async (...options) => {
    await expect(
      run(process.execPath, ["tools/package.ts", "extension", ...options.filter(Boolean)], { cwd: root }),
    ).rejects.toMatchObject({
      code: 2,
    });
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

describe("Mozilla's linter", () => {
  /** Its warnings, each with the code that it is about, and why it stays. */
  const explained = [
    {
      code: "UNSAFE_VAR_ASSIGNMENT",
      // Preact's support of `dangerouslySetInnerHTML`, which none of our components uses, see below.
      about: /\|\|\(\w+\.innerHTML=\w+\.__html\)/,
    },
    {
      code: "UNSUPPORTED_API",
      // Only where it exists; in Firefox the element itself has the function.
      about: /`dom`in chrome\?chrome\.dom\.openOrClosedShadowRoot/,
    },
  ];

  /** Messages that the table does not explain. */
  async function unexplained(at: string, ...options: readonly string[]): Promise<Message[]> {
    const { errors, warnings, notices } = await lintExtension(at, ...options);
    const left = [...errors, ...notices];
    for (const warning of warnings) {
      const lines = (await readFile(join(at, warning.file ?? ""), "utf8")).split("\n");
      const column = warning.column ?? 0;
      const code = lines[(warning.line ?? 0) - 1]?.slice(Math.max(0, column - 40), column + 80) ?? "";
      if (!explained.some((each) => each.code === warning.code && each.about.test(code))) left.push(warning);
    }
    return left;
  }

  it("reports nothing about the package for Firefox but what is explained here", async () => {
    expect(await unexplained(join(folder, `${firefox}.open`))).toEqual([]);
  });

  it("reports nothing else about the one for an own server", async () => {
    expect(await unexplained(join(folder, `${xpi}.open`), "--self-hosted")).toEqual([]);
  });

  it("reports no markup of ours, because components set none", async () => {
    for (const file of await readFolder(join(root, "src")))
      expect(Buffer.from(file.contents).toString(), file.name).not.toMatch(/dangerouslySetInnerHTML|\.innerHTML\b/);
  });

  it("reports code from text, markup of our own and a field that is unknown", async () => {
    const copy = join(folder, "worse");
    await cp(join(folder, `${firefox}.open`), copy, { recursive: true });
    const script = "export const f = (a, b) => { eval(a); b.innerHTML = a; };";
    await writeFile(join(copy, "assets", "worse.js"), script);
    const manifest = await readManifest(copy);
    await writeFile(join(copy, "manifest.json"), JSON.stringify({ ...manifest, permissions: ["storage", "nonsense"] }));
    const codes = (await unexplained(copy)).map(({ code, file }) => [code, file]);
    expect(codes).toContainEqual(["DANGEROUS_EVAL", "assets/worse.js"]);
    expect(codes).toContainEqual(["UNSAFE_VAR_ASSIGNMENT", "assets/worse.js"]);
    expect(codes).toContainEqual(["MANIFEST_PERMISSIONS", "manifest.json"]);
  });
});

it("has an ID in Firefox that its store registers: a UUID, or a name under a domain that can be owned", () => {
  expect(firefoxId).toMatch(/^\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}$/);
});

it.each(["--colour", "rpm"])("reports the invalid argument %s in one sentence, and exits with 2", async (argument) => {
  await expect(run(process.execPath, ["tools/package.ts", argument], { cwd: root })).rejects.toMatchObject({ code: 2 });
});

it("writes an update manifest that is XML, whatever the address", () => {
  const address = "https://updates.example/a&b/koshin.crx";
  expect(chromiumUpdates(extensionId, "123", { version: "1.0", address })).toContain(
    'codebase="https://updates.example/a&amp;b/koshin.crx"',
  );
});
