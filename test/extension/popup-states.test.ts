import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import { lookAt } from "../look/look-at.ts";
import { modes, popupModes, type Mode } from "../look/modes.ts";
import { builtExtension } from "./built-extension.ts";
import { extensionId } from "./extension-id.ts";
import type { Person } from "./person.ts";
import { SharedBrowsers } from "./shared-browsers.ts";
import type { Site } from "./site.ts";

const clouds = ["weborca.cloud.orcamo.jp", "demo-weborca.cloud.orcamo.jp"];
const Manifest = v.pipe(v.string(), v.parseJson(), v.looseObject({ host_permissions: v.array(v.string()) }));

let browsers: SharedBrowsers;
const owned = new AsyncDisposableStack();

/** As in Firefox, where the person must allow the built-in sites, too, and has allowed only the demonstration. */
beforeAll(async () => {
  const extension = await builtExtension(owned);
  const path = join(extension, "manifest.json");
  const manifest = v.parse(Manifest, await readFile(path, "utf8"));
  const host_permissions = manifest.host_permissions.filter((pattern) => !clouds.some((cloud) => pattern.includes(`/${cloud}/`)));
  await writeFile(path, JSON.stringify({ ...manifest, host_permissions }));
  browsers = new SharedBrowsers(extension, owned);
});
afterAll(() => owned.disposeAsync());

/** The browser sizes an open popup by its content. */
const unsized = modes.map(({ name, dark, contrast, forced }): Mode => ({
  name,
  dark,
  ...(contrast && { contrast }),
  ...(forced && { forced }),
}));

/** The headings of the popup, from top to bottom, once it shows this sentence. */
async function headings(popup: Page, sentence: string): Promise<string[]> {
  await popup.locator(`::-p-text(${sentence})`).wait();
  await popup.locator(".ungranted").wait();
  return await popup.$$eval("h2", (all) => all.map(({ textContent }) => textContent));
}

describe.each(["ja", "en"] as const)("the popup with sites that are not allowed yet (%s)", (language) => {
  const texts = popupTexts(language);
  const { errors } = dialogTexts(language);
  const open = async (person: Person, site: Site): Promise<Page> => await person.openPopup(await person.visit(`${site.app}/login`));

  it.each([
    { state: "due", cn: "client28", sentence: texts.due },
    { state: "valid", cn: "client169", sentence: "730" },
    { state: "refused", cn: "api170", sentence: errors["type-not-renewable"] },
  ])("shows the certificate of the tab first, and the sites below it: $state", async ({ state, cn, sentence }) => {
    const { person, site } = await browsers.seat({ cn, language });
    const popup = await open(person, site);
    expect(await headings(popup, sentence)).toEqual([cn, texts.ungranted]);
    expect(await popup.$$eval(".ungranted li", (sites) => sites.map(({ textContent }) => textContent))).toEqual(clouds);
    expect(await lookAt(popup, `popup-${state}-ungranted-${language}`, unsized)).toEqual([]);
  });

  it("shows the sites first if the tab has no certificate to show, because they may be the reason", async () => {
    const { person, site } = await browsers.seat({ language });
    const failed = await open(person, site);
    expect(await headings(failed, errors["no-certificate"])).toEqual([texts.ungranted, texts.failed]);
    expect(await lookAt(failed, `popup-failed-ungranted-${language}`, unsized)).toEqual([]);
    const elsewhere = await person.visit(`chrome-extension://${extensionId}/pages/popup.html`);
    expect(await headings(elsewhere, texts.notConfigured)).toEqual([texts.ungranted, texts.notConfigured]);
    expect(await lookAt(elsewhere, `popup-not-configured-ungranted-${language}`, popupModes)).toEqual([]);
  });
});
