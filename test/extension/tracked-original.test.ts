import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, expect, it } from "vitest";
import { foreignFormats } from "../../src/core/foreign-pkcs12/foreign-formats.ts";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { importP12 } from "../../src/demo/browser/key-store.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { completeDownload } from "../e2e/complete-download.ts";
import { Person as Hands } from "../e2e/person.ts";
import { saveUntilImport } from "../e2e/renew-until-import.ts";
import { run } from "../interop/tool.ts";
import { builtExtension } from "./built-extension.ts";
import { extensionId } from "./extension-id.ts";
import { grantFromTheStart } from "./granted-hosts.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";
import { startOriginalService, type OriginalService } from "./tracked/original-service.ts";
import { watchFile } from "./tracked/watch-file.ts";

const [dialog, tracked] = [dialogTexts("ja"), optionsTexts("ja").files];
let extension: string;
let site: Site;
let service: OriginalService;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  extension = await builtExtension(owned);
  await grantFromTheStart(extension, ["https://localhost/*"]);
  site = owned.use(await startSite());
  service = owned.use(await startOriginalService(site, "client28"));
});
afterAll(() => owned.disposeAsync());

async function openOptions(person: Person): Promise<Page> {
  const options = await person.visit(`chrome-extension://${extensionId}/pages/options.html`);
  const { hostname, port } = new URL(service.origin);
  await options.evaluate((sites) => chrome.storage.local.set({ sites }), [{ hostname, menuPath: "/", port: Number(port) }]);
  return options;
}

/** The clipboard's text, pasted into a field of another tab, because a test cannot read it in an extension's page. */
async function pasteElsewhere(options: Page): Promise<string> {
  const tab = await openTab(options.browser());
  await tab.setContent("<textarea autofocus></textarea>");
  await tab.locator("textarea").click();
  await tab.keyboard.press("v", { commands: ["Paste"] });
  const text = await tab.$eval("textarea", (field) => field.value);
  await tab.close();
  await options.bringToFront();
  return text;
}

it("rewrites the original service's RC2 file so that OpenSSL 3 opens it without options, with the same key and password", async () => {
  await using person = await seatPerson(site, { extension, cn: "client28", language: "ja" });
  const passwordFile = join(person.home, "password");
  await writeFile(passwordFile, `${service.password}\n`, { mode: 0o600 });
  const open = (p12: string) => run("openssl", ["pkcs12", "-in", p12, "-passin", `file:${passwordFile}`, "-info", "-nodes"]);
  const given = await open(service.p12);
  expect(given.status).not.toBe(0);
  expect(given.text).toContain("RC2-40-CBC");

  const options = await openOptions(person);
  await watchFile(options, "localhost", certificateOf(site.world, "client28"));
  const hands = new Hands(options);
  await hands.presses(tracked.named(tracked.renew, "client28", "localhost"));

  // A wrong password, and a truncated file: neither may be reported as a renewal.
  const { stead } = service;
  const offer = JSON.stringify({ uri: `${service.origin}/api/cert/file/1`, pass: service.password.toLowerCase() });
  const file = await readFile(service.p12);
  service.stead = (incoming, answer) =>
    incoming.method === "POST" ? (answer.writeHead(200).end(offer), true) : stead(incoming, answer);
  await hands.presses(dialog.action.renew);
  await hands.readsText(dialog.errors["answer-malformed"]);
  service.stead = (incoming, answer) =>
    incoming.method === "GET" ? (answer.writeHead(200).end(file.subarray(0, -9)), true) : stead(incoming, answer);
  await hands.presses(dialog.action.retry);
  await expect.poll(() => service.asked.filter((line) => line.startsWith("GET")).length).toBe(2);
  await hands.readsText(dialog.errors["answer-malformed"]);
  expect(await options.evaluate(async () => JSON.stringify(await chrome.storage.local.get(null)))).not.toContain(service.serial);
  service.stead = stead;
  await hands.presses(dialog.action.retry);

  const desk = { downloaded: (ending: string) => completeDownload(person.downloads, ending) };
  const clerk = { presses: (button: string) => hands.presses(button), pastes: () => pasteElsewhere(options) };
  const { p12, password, serial } = await saveUntilImport(desk, clerk);
  expect({ password, serial }).toEqual({ password: service.password, serial: service.serial });
  const made = await open(p12);
  expect(made.status, made.text).toBe(0);
  expect(made.text).toContain("AES-256-CBC");
  // In base64, letters and digits may stand for anything.
  expect(made.text).not.toMatch(/RC2-|pbeWithSHA1And\d+BitRC2/);
  const [before, after] = await Promise.all(
    [service.p12, p12].map(async (path) =>
      readKeyFile(Uint8Array.from(await readFile(path)), password, { formats: foreignFormats }),
    ),
  );
  expect(after?.privateKey).toEqual(before?.privateKey);
  expect(after?.certificate).toEqual(before?.certificate);
  expect(after?.chain).toEqual(before?.chain);
  await importP12(person.home, p12, passwordFile);

  await hands.presses(dialog.import.done);
  await hands.presses(dialog.trial.works);
  await hands.reads(dialog.done.heading);
  await hands.presses(dialog.action.close);
  await expect.poll(() => options.$$eval(".tracked .serial", (all) => all.map((each) => each.textContent))).toEqual([serial]);
});
