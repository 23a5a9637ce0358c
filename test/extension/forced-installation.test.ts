import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { launch, type Browser } from "puppeteer";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserTimeout, commandTimeout, findTarget, openTab } from "../../src/demo/browser/waits.ts";
import { findBrowser } from "../../src/demo/programs/find-browser.mjs";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { extensionIdOf, makeCrx, publicKeyOf, readOrMakeKey } from "../../tools/package/extension/crx.ts";
import { chromiumUpdates } from "../../tools/package/extension/update-manifests.ts";
import { readFolder, type FolderFile } from "../../tools/package/read-folder.ts";
import { builtExtension } from "./built-extension.ts";

const texts = optionsTexts("en");
const policyFile = "/etc/chromium/policies/managed/koshin-test.json";
const Manifest = v.pipe(v.string(), v.parseJson(), v.looseObject({ host_permissions: v.array(v.string()) }));

describe.skipIf(process.getuid?.() !== 0)("a policy that installs the extension (written as root only)", () => {
  let folder: string;
  let server: Server;
  let browser: Browser;
  let id: string;
  /** The version that the update server has. */
  let version = "0.1.0";
  const asked: string[] = [];
  const owned = new AsyncDisposableStack();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "koshin-forced-"));
    owned.defer(() => rm(folder, { recursive: true, maxRetries: 5 }));
    const key = await readOrMakeKey(join(folder, "own.pem"));
    id = extensionIdOf(publicKeyOf(key));
    const files = await readFolder(await builtExtension(owned));
    server = createServer(({ url = "" }, response) => {
      const base = `http://${server.listening ? origin() : ""}`;
      const { pathname } = new URL(url, base);
      asked.push(pathname);
      const address = `${base}/koshin.crx`;
      if (pathname.endsWith(".xml")) response.end(chromiumUpdates(id, "123", { version, address }));
      else response.end(makeCrx(zipSync(contents(files, `${base}/koshin.xml`)), key));
    });
    owned.defer(() => void server.close());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const sites = [
      { hostname: "granted.example", menuPath: "/menu" },
      { hostname: "clinic.example", menuPath: "/menu" },
    ];
    await mkdir("/etc/chromium/policies/managed", { recursive: true });
    await setPolicy({
      ExtensionInstallForcelist: [`${id};http://${origin()}/policy.xml`],
      "3rdparty": { extensions: { [id]: { sites } } },
    });
    owned.defer(() => rm(policyFile));
    browser = await launch({
      timeout: browserTimeout,
      protocolTimeout: commandTimeout,
      executablePath: findBrowser() ?? "",
      pipe: true,
      userDataDir: join(folder, "profile"),
      // These would keep the browser from installing anything.
      ignoreDefaultArgs: ["--disable-extensions", "--disable-background-networking"],
      args: ["--no-sandbox", "--no-first-run", "--disable-gpu", "--lang=en"],
    });
    owned.defer(() => browser.close());
  });
  afterAll(() => owned.disposeAsync());

  function origin(): string {
    const address = server.address();
    return typeof address === "object" && address !== null ? `127.0.0.1:${address.port}` : "";
  }

  async function setPolicy(policy: object): Promise<void> {
    // Otherwise no debugger, and no test, sees the pages of an extension that a policy installed.
    await writeFile(policyFile, JSON.stringify({ DeveloperToolsAvailability: 1, ...policy }));
  }

  /** The options page's text. An update takes effect when no page of the extension is open, and closes one that opens meanwhile. */
  async function readOptions(): Promise<string> {
    const options = await openTab(browser);
    await options.goto(`chrome-extension://${id}/pages/options.html`);
    await options.locator("li").setTimeout(2000).wait();
    const text = await options.$eval("main", (main) => main.innerText);
    await options.close();
    return text;
  }

  /** The built extension, with the organisation's key and address, and a host that needs no "Allow". */
  function contents(files: readonly FolderFile[], update_url: string): Record<string, Uint8Array> {
    const changed = (file: FolderFile): Uint8Array => {
      if (file.name !== "manifest.json") return file.contents;
      const manifest = v.parse(Manifest, Buffer.from(file.contents).toString());
      const host_permissions = [...manifest.host_permissions, "https://granted.example/*"];
      return Buffer.from(JSON.stringify({ ...manifest, key: undefined, version, update_url, host_permissions }));
    };
    return Object.fromEntries(files.map((file) => [file.name, changed(file)]));
  }

  it("installs the package under the key's ID, with the policy's sites, of which the manifest's need no permission", async () => {
    await findTarget(browser, (target) => target.url().startsWith(`chrome-extension://${id}/`));
    await expect.poll(() => asked).toEqual(["/policy.xml", "/koshin.crx"]);
    const options = await openTab(browser);
    await options.goto(`chrome-extension://${id}/pages/options.html`);
    const rows = (): Promise<[string, boolean][]> =>
      options.$$eval(
        "main > section:first-of-type li",
        (all, notGranted) =>
          all.map((row): [string, boolean] => [row.querySelector("h3")?.innerText ?? "", !row.innerText.includes(notGranted)]),
        texts.notGranted,
      );
    await expect.poll(rows).toEqual(
      expect.arrayContaining([
        ["granted.example", true],
        ["clinic.example", false],
      ]),
    );
    expect(await options.$eval("main", (main) => main.innerText)).not.toContain(texts.policyMissing);
    await options.close();
  });

  it("updates it from the package's own address", async () => {
    version = "0.1.1";
    asked.length = 0;
    const options = await openTab(browser);
    await options.goto(`chrome-extension://${id}/pages/options.html`);
    const found = await options.evaluate("chrome.runtime.requestUpdateCheck()");
    expect(found).toEqual({ status: "update_available", version });
    await expect.poll(() => asked).toEqual(["/koshin.xml", "/koshin.crx"]);
  });

  it("updates it from its own address if it overrides the package's", async () => {
    const installation = { installation_mode: "force_installed", update_url: `http://${origin()}/policy.xml` };
    const sites = [{ hostname: "later.example", menuPath: "/menu" }];
    await setPolicy({
      ExtensionSettings: { [id]: { ...installation, override_update_url: true } },
      "3rdparty": { extensions: { [id]: { sites } } },
    });
    // The browser reads the policy after a while.
    await expect.poll(() => readOptions().catch(String)).toContain("later.example");
    asked.length = 0;
    const options = await openTab(browser);
    await options.goto(`chrome-extension://${id}/pages/options.html`);
    await options.evaluate("chrome.runtime.requestUpdateCheck()");
    expect(asked[0]).toBe("/policy.xml");
    await options.close();
  });

  it("without settings for it says so on the options page", async () => {
    await setPolicy({ ExtensionInstallForcelist: [`${id};http://${origin()}/koshin.xml`] });
    await expect.poll(() => readOptions().catch(String)).toContain(texts.policyMissing);
  });
});
