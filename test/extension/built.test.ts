import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { builtInSites, siteOf } from "../../src/extension/sites/sites.ts";
import { builtExtension } from "./built-extension.ts";
import { extensionId } from "./extension-id.ts";

/**
 * The hosts that the manifest requests, the first for the demonstration on this computer only. Those of a release never
 * change: an update that requests one more is switched off by the browser until the person agrees. A new built-in site goes into the list of sites only, and is allowed like one that was added.
 */
const hosts = ["https://app.localhost/*", "https://weborca.cloud.orcamo.jp/*", "https://demo-weborca.cloud.orcamo.jp/*"];

const owned = new AsyncDisposableStack();
let built: string;
let manifest: Record<string, unknown>;

beforeAll(async () => {
  built = await builtExtension(owned);
  const text = await readFile(join(built, "manifest.json"), "utf8");
  manifest = v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), text);
});
afterAll(() => owned.disposeAsync());

describe("the built manifest", () => {
  it("requests exactly these permissions", () => {
    expect(manifest["permissions"]).toEqual(["alarms", "downloads", "notifications", "scripting", "storage"]);
    expect(manifest["host_permissions"]).toEqual(hosts);
    expect(Object.keys(manifest).filter((key) => key.startsWith("optional_"))).toEqual(["optional_host_permissions"]);
    expect(manifest["optional_host_permissions"]).toEqual(["https://*/*"]);
  });

  it("requests the hosts of the configured sites", () => {
    for (const host of hosts) expect(siteOf(host.replace("*", ""), builtInSites), host).toBeDefined();
  });

  it("lets no page load the extension's files or connect to it", () => {
    expect(manifest).not.toHaveProperty("web_accessible_resources");
    expect(manifest).not.toHaveProperty("externally_connectable");
  });

  it("runs one content script, at the start of the documents of configured hosts, in their top frames", () => {
    expect(manifest["content_scripts"]).toEqual([
      { matches: hosts, js: [expect.stringMatching(/detect/)], run_at: "document_start" },
    ]);
  });

  it("allows its pages only their own scripts, and only https connections, because hosts are granted one by one", () => {
    const csp = JSON.stringify(manifest["content_security_policy"]);
    expect(csp).toContain("default-src 'none'; script-src 'self';");
    expect(csp).toContain("connect-src https:;");
    expect(csp).not.toMatch(/unsafe|[*] |data:|blob:/);
  });

  it("has the package's version", () => {
    expect(manifest["version"]).toBe(packageJson.version);
  });

  it("has an RSA-2048 public key from which the documented ID is derived", () => {
    const key = v.parse(v.string(), manifest["key"]);
    const hash = createHash("sha256").update(Buffer.from(key, "base64")).digest("hex").slice(0, 32);
    const id = hash.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
    expect(id).toBe(extensionId);
  });

  it("names files that exist", async () => {
    const names = Array.from(JSON.stringify(manifest).matchAll(/"([a-z][\w/.-]*\.(?:js|html|png))"/g), ([, name]) => name);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) await expect(readFile(join(built, name ?? "")), name).resolves.not.toHaveLength(0);
  });
});

describe("the built files", () => {
  const only = async (pattern: string): Promise<Buffer> => {
    const found = await Array.fromAsync(glob(pattern, { cwd: built }));
    expect(found, pattern).toHaveLength(1);
    return readFile(join(built, found[0] ?? ""));
  };

  it("detect with at most 12 kB, and without the polyfill and Preact", async () => {
    const detect = await only("**/detect*.js");
    expect(detect.length).toBeLessThanOrEqual(12_000);
    expect(detect.toString()).not.toMatch(/browser extension\.|__preactattr|useState/);
  });

  it.each(["ja", "en"])("show the dialog (%s) with at most 45 kB, compressed", async (language) => {
    expect(gzipSync(await only(`**/dialog-${language}*.js`)).length).toBeLessThanOrEqual(45_000);
  });

  it("inject scripts that need no loader and import nothing", async () => {
    for (const pattern of ["**/detect*.js", "**/dialog-ja*.js", "**/dialog-en*.js"]) {
      expect((await only(pattern)).toString(), pattern).not.toMatch(/\bimport\s*[({"']|\bexport\s*[{*]/);
    }
  });

  it("have pages without inline scripts and styles", async () => {
    for (const name of ["pages/popup.html", "pages/options.html", "pages/renewal.html"]) {
      expect((await only(name)).toString(), name).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/);
    }
  });

  it("have all texts in both languages", async () => {
    const [ja, en] = await Promise.all(["ja", "en"].map((language) => only(`_locales/${language}/messages.json`)));
    const keys = (file: Buffer | undefined): string[] =>
      Object.keys(v.parse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), file?.toString()));
    expect(keys(ja)).toEqual(keys(en));
  });
});

it("the schema of the administrators' policy has no rule but types, because one invalid entry makes Chromium drop them all", async () => {
  expect(await readFile(join(built, "managed_schema.json"), "utf8")).not.toMatch(
    /"(?:required|enum|const|format|pattern|additionalProperties|(?:min|max)\w*|integer)"/,
  );
});
