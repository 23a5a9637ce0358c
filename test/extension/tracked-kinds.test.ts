import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { completeDownload } from "../e2e/complete-download.ts";
import { withoutPrivateKeys } from "../interop/tool.ts";
import { withOpenssl } from "../support/made-with-openssl.ts";
import { extensionId } from "./extension-id.ts";
import { seatPerson, type Person } from "./person.ts";
import type { Site } from "./site.ts";
import { startTracking } from "./tracked/start-tracking.ts";
import type { StatuslessSite } from "./tracked/statusless-site.ts";
import { chooseSite, watchFile } from "./tracked/watch-file.ts";

const run = promisify(execFile);
const texts = optionsTexts("en").files;
const dialog = dialogTexts("en");
const password = "abcd-efgh";
const subject = "/O=Clinic, Inc./CN=Taro Yamada";
let extension: string;
let site: Site;
let clinic: StatuslessSite;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  ({ extension, site, clinic } = await startTracking(owned));
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  clinic.asked.length = 0;
});

/** The options page with a file of this kind of key tracked, and a service that issues another of the same kind. */
async function track(person: Person, kind: "RSA-4096" | "P-384" | "P-521" | "Ed25519"): Promise<Page> {
  await using current = await withOpenssl({ kind, subject });
  await using next = await withOpenssl({ kind, subject, days: 900 });
  const issued = await next.p12(["-passout", `pass:${password}`]);
  clinic.stead = ({ method, url }, answer) => {
    if (url?.startsWith("/api/cert") !== true) return false;
    const offer = JSON.stringify({ uri: `${clinic.origin}/api/cert/file/1`, pass: password });
    answer.writeHead(200, { "Content-Type": "application/json" }).end(method === "POST" ? offer : issued);
    return true;
  };
  const [p12, passwordFile] = [join(person.downloads, "own.pfx"), join(person.home, "own.txt")];
  await writeFile(p12, await current.p12(["-passout", `pass:${password}`]));
  await writeFile(passwordFile, password);
  const options = await person.visit(`chrome-extension://${extensionId}/pages/options.html`);
  const { hostname, port } = new URL(clinic.origin);
  await options.evaluate((sites) => chrome.storage.local.set({ sites }), [{ hostname, menuPath: "/", port: Number(port) }]);
  await chooseSite(options, hostname);
  await watchFile(options, hostname, { p12, passwordFile });
  return options;
}

describe("a certificate of another authority, with a person's name", () => {
  it.each(["RSA-4096", "P-384", "P-521"] as const)("and a key of kind %s is renewed", async (kind) => {
    await using person = await seatPerson(site, { extension, cn: "client28" });
    const options = await track(person, kind);
    const press = (name: string): Promise<void> => new AccessibleElement(options, { role: "button", name }).press();
    await press(texts.named(texts.renew, "Taro Yamada", "localhost"));
    await press(dialog.action.renew);
    await press(dialog.save.here);
    const path = await completeDownload(person.downloads, ".p12");
    expect((await readdir(person.downloads)).filter((name) => name.endsWith(".p12"))).toEqual([
      expect.stringMatching(/^\d{6}_JP_Clinic--Inc-_Taro-Yamada\.p12$/),
    ]);
    const { stdout } = await run("openssl", ["pkcs12", "-in", path, "-passin", `pass:${password}`, "-nodes"]);
    expect(withoutPrivateKeys(stdout)).toContain("CN = Taro Yamada");
  });

  it("and a key that does not renew is tracked, says so, and is not ordered", async () => {
    await using person = await seatPerson(site, { extension, cn: "client28" });
    const options = await track(person, "Ed25519");
    expect(await options.$eval(".tracked", (row) => row.textContent)).toContain(optionsTexts("en").errors["key-unsupported"]);
    expect(await options.$$eval(".tracked button", (all) => all.map(({ textContent }) => textContent))).toEqual([
      texts.replace,
      texts.forget,
    ]);
    expect(clinic.asked.filter((line) => line.startsWith("POST"))).toEqual([]);
  });
});
