import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { builtExtension } from "./built-extension.ts";
import { hasContentScript } from "./content-world.ts";
import { grantFromTheStart } from "./granted-hosts.ts";
import { hostnames, openOptions } from "./options-page.ts";
import { seatPerson, type Person } from "./person.ts";
import { startSite, type Site } from "./site.ts";

const texts = optionsTexts("en");
let extension: string;
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  extension = await builtExtension(owned);
  // A test cannot answer the browser's own prompt: these two hosts count as granted, as after a click on "Allow".
  await grantFromTheStart(extension, ["https://verify.localhost/*", "https://localhost/*"]);
  site = owned.use(await startSite());
  person = owned.use(await seatPerson(site, { extension, cn: "client28" }));
});
afterEach(() => person.makeRoom(site, "client28"));
afterAll(() => owned.disposeAsync());

async function addSite(options: Page, url: string, menuPath: string): Promise<void> {
  await options.locator("input[name=url]").fill(url);
  await options.locator("input[name=menu-path]").fill(menuPath);
  await options.locator("button[type=submit]").click();
}

async function says(options: Page, text: string): Promise<void> {
  await options.waitForFunction((part) => document.querySelector("[role=status]")?.textContent.includes(part), {}, text);
}

function press(options: Page, action: string, hostname: string): Promise<void> {
  return new AccessibleElement(options, { role: "button", name: texts.named(action, hostname) }).press();
}

/** What an assistive technology reads of an input beside its label. */
function described(input: Element): string | undefined {
  const id = input.getAttribute("aria-describedby");
  return id === null ? undefined : document.getElementById(id)?.textContent;
}

/** The invalid fields of the form, by name, with their errors. */
async function fieldErrors(options: Page): Promise<Record<string, string>> {
  await options.waitForFunction(() => document.querySelector("form [aria-invalid=true]:focus") !== null);
  const found = await options.$$("form input[aria-invalid=true]");
  const errors: Record<string, string> = {};
  for (const input of found) errors[await input.evaluate(({ name }) => name)] = (await input.evaluate(described)) ?? "";
  return errors;
}

const focused = (options: Page): Promise<string | undefined> =>
  options.evaluate(() => document.activeElement?.getAttribute("name") ?? undefined);

/** Visits until the content script's presence is as expected, because the background registers it after the list changes. */
async function expectContentScript(person: Person, url: string, expected: boolean): Promise<void> {
  await expect
    .poll(async () => {
      const page = await person.visit(url);
      const there = await hasContentScript(page);
      await page.close();
      return there;
    })
    .toBe(expected);
}

describe("the options page", () => {
  it("adds a site, runs on it from then on, tests its service, and stops after its removal", async () => {
    await expectContentScript(person, `${site.verify}/`, false);
    const options = await openOptions(person);
    await addSite(options, site.verify, "/menu");
    await says(options, texts.added("verify.localhost"));
    await expectContentScript(person, `${site.verify}/`, true);

    await options.bringToFront();
    await press(options, texts.test, "verify.localhost");
    await says(options, certificateOf(site.world, "client28").serial);

    await press(options, texts.remove, "verify.localhost");
    await says(options, texts.removed("verify.localhost"));
    expect(await hostnames(options)).not.toContain("verify.localhost");
    await expectContentScript(person, `${site.verify}/`, false);
  });

  it("says why a service does not respond", async () => {
    const options = await openOptions(person);
    await addSite(options, "https://localhost:1", "/menu");
    await says(options, texts.added("localhost"));
    await press(options, texts.test, "localhost");
    const failed = await options.locator("li [role=alert]").waitHandle();
    expect(await failed.evaluate((alert) => alert.textContent)).toBe(`${dialogTexts("en").errors.unreachable} (unreachable)`);
    expect(await failed.evaluate((alert) => alert.closest("li")?.querySelector("h3")?.textContent)).toBe("localhost");
    expect(await options.$eval("[role=status]", (status) => status.textContent)).toBe("");
  });

  it("rejects an invalid site, and one that is already listed", async () => {
    const options = await openOptions(person);
    const before = await hostnames(options);
    await addSite(options, "http://localhost", "menu");
    expect(await fieldErrors(options)).toEqual({ url: texts.invalid.url, "menu-path": texts.invalid.menuPath });
    expect(await focused(options)).toBe("url");
    await addSite(options, "https://localhost", "menu");
    expect(await fieldErrors(options)).toEqual({ "menu-path": texts.invalid.menuPath });
    expect(await focused(options)).toBe("menu-path");
    await addSite(options, "https://app.localhost", "/menu");
    expect(await fieldErrors(options)).toEqual({ url: texts.there });
    expect(await options.$eval("[role=status]", (status) => status.textContent)).toBe("");
    expect(await hostnames(options)).toEqual(before);
  });

  it("loads a list, says which hosts are not allowed yet, and loses nothing through a malformed file", async () => {
    const options = await openOptions(person);
    const load = async (text: string): Promise<void> => {
      const path = join(person.downloads, "list.json");
      await writeFile(path, text);
      const chooser = options.waitForFileChooser();
      await options.locator("input[accept*=json]").click();
      await (await chooser).accept([path]);
    };
    await load(JSON.stringify({ sites: [{ hostname: "clinic.example", menuPath: "/menu" }] }));
    await says(options, texts.imported(1));
    expect(await hostnames(options)).toContain("clinic.example");
    expect(await options.$eval("main", (main) => main.innerText)).toContain(texts.notGranted);

    await load(`{"sites": [{"hostname": "*", "menuPath": "/"}]}`);
    await options.locator("#list-wrong").wait();
    expect(await options.$eval("input[accept*=json]", described)).toBe(texts.importMalformed);
    expect(await hostnames(options)).toContain("clinic.example");
  });

  it("saves the list as a file that another browser loads", async () => {
    const options = await openOptions(person);
    await addSite(options, "https://localhost:1", "/menu");
    await says(options, texts.added("localhost"));
    await new AccessibleElement(options, { role: "button", name: texts.exportButton }).press();
    const file = join(person.downloads, "koshin-sites.json");
    await expect
      .poll(() =>
        stat(file).then(
          ({ size }) => size,
          () => 0,
        ),
      )
      .toBeGreaterThan(0);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ sites: [{ hostname: "localhost", menuPath: "/menu", port: 1 }] });

    await using other = await seatPerson(site, { extension });
    const elsewhere = await openOptions(other);
    const chooser = elsewhere.waitForFileChooser();
    await elsewhere.locator("input[accept*=json]").click();
    await (await chooser).accept([file]);
    await says(elsewhere, texts.imported(1));
    expect(await hostnames(elsewhere)).toContain("localhost");
  });

  it("can be used with the keyboard alone", async () => {
    const options = await openOptions(person);
    await options.focus("input[name=url]");
    await options.keyboard.type("https://localhost:8443");
    await options.keyboard.press("Tab");
    await options.keyboard.press("Tab");
    await options.keyboard.press("Enter");
    await says(options, texts.added("localhost"));
  });
});
