import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTarget, openTab, withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import { webappTexts } from "../../src/webapp/views/texts/texts-for.ts";
import { Clinic } from "../e2e/clinic.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { builtExtension } from "../extension/built-extension.ts";
import { sendFromContentScript } from "../extension/content-world.ts";
import { extensionId } from "../extension/extension-id.ts";
import { SharedBrowsers } from "../extension/shared-browsers.ts";
import { focusRings } from "./focus-rings.ts";
import { lookAt } from "./look-at.ts";
import { modes, pageModes, popupModes, setMode, type Mode } from "./modes.ts";

const languages = ["ja", "en"] as const;
const shared = sharedComputer();

describe("the pages of the service", () => {
  let holder: Clinic;
  let stranger: Clinic;
  beforeAll(async () => {
    holder = await Clinic.open({ certificates: ["client169"], extension: false, computer: shared });
    stranger = await Clinic.open({ certificates: [], extension: false });
  });
  afterAll(async () => {
    await holder[Symbol.asyncDispose]();
    await stranger[Symbol.asyncDispose]();
  });

  async function visit(clinic: Clinic, url: string): Promise<Page> {
    const page = await openTab(clinic.browser);
    await page.goto(url);
    return page;
  }

  test.each(languages)("login, menu and refusal have no faults in any mode (%s)", async (language) => {
    const texts = webappTexts(language);
    const page = await visit(holder, `${holder.app}/login?language=${language}`);
    expect(await lookAt(page, `login-${language}`, pageModes)).toEqual([]);
    await page.locator("#user").fill(holder.world.user);
    await page.locator("#password").fill("wrong");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    expect(await lookAt(page, `login-failed-${language}`, pageModes)).toEqual([]);
    await page.locator("#password").fill(holder.world.password);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await new AccessibleElement(page, { role: "heading", name: texts.menu.title }).find();
    expect(await lookAt(page, `menu-${language}`, pageModes)).toEqual([]);
    await Promise.all([page.waitForNavigation(), page.locator("form[action='/logout'] button").click()]);

    const refused = await visit(stranger, `${stranger.app}/?language=${language}`);
    expect(await lookAt(refused, `refused-${language}`, pageModes)).toEqual([]);
  });

  test("the proof host's pages have no faults in any mode", async () => {
    const accepted = await visit(holder, holder.service.addresses.verify);
    expect(await lookAt(accepted, "proof", pageModes)).toEqual([]);
    const refused = await visit(stranger, stranger.service.addresses.verify);
    expect(await lookAt(refused, "proof-refused", pageModes)).toEqual([]);
  });

  test("every control shows a focus ring in every mode", async () => {
    const page = await visit(holder, `${holder.app}/login?language=ja`);
    for (const mode of pageModes) {
      await setMode(page, mode);
      const rings = await focusRings(page);
      expect(rings.length, mode.name).toBeGreaterThanOrEqual(5);
      for (const { name, style, width, contrast } of rings) {
        expect({ name, style }, mode.name).toEqual({ name, style: "solid" });
        expect(width, `${mode.name}: ${name}`).toBeGreaterThanOrEqual(2);
        expect(contrast, `${mode.name}: ${name}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
});

describe("the pages of the extension", () => {
  let browsers: SharedBrowsers;
  const owned = new AsyncDisposableStack();
  beforeAll(async () => {
    browsers = new SharedBrowsers(await builtExtension(owned), owned);
  });
  afterAll(() => owned.disposeAsync());

  /** The browser sizes an open popup by its content. */
  const unsized = modes.map(({ name, dark, contrast, forced }): Mode => ({
    name,
    dark,
    ...(contrast && { contrast }),
    ...(forced && { forced }),
  }));

  test.each(languages)("the window in which a renewal continues has no faults in any mode (%s)", async (language) => {
    const html = `<!doctype html><html lang="${language}"><title>Menu</title><h1>Menu</h1>`;
    const headers = { "Content-Type": "text/html; charset=utf-8" };
    const webapp = (): Response => new Response(html, { headers });
    const { person, site } = await browsers.seat({ cn: "client28", language, webapp });
    const { action, check, failure, save } = dialogTexts(language);
    const page = await person.visit(`${site.app}/menu`);
    await page.waitForSelector("html > div");
    await site.stop();
    expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
    const found = await findTarget(person.browser, (target) => target.url().includes("/pages/renewal.html"));
    const opened = withBrowserTimeout(await found.asPage());
    // A window behind another one may draw no frames, for which presses wait.
    await opened.bringToFront();
    await new AccessibleElement(opened, { role: "heading", name: failure }).find();
    expect(await lookAt(opened, `window-unreachable-${language}`, modes)).toEqual([]);
    const gap = await opened.$eval("[role=alert] p + button", (button) => getComputedStyle(button).marginBlockStart);
    expect(Number.parseFloat(gap)).toBeGreaterThanOrEqual(8);
    await site.startAgain();
    await new AccessibleElement(opened, { role: "button", name: action.retry }).press();
    await new AccessibleElement(opened, { role: "heading", name: check.heading }).find();
    expect(await lookAt(opened, `window-check-${language}`, modes)).toEqual([]);
    await new AccessibleElement(opened, { role: "button", name: action.renew }).press();
    await new AccessibleElement(opened, { role: "heading", name: save.heading }).find();
    expect(await lookAt(opened, `window-save-${language}`, modes)).toEqual([]);
  });

  test.each(languages)("popup and options have no faults in any mode (%s)", async (language) => {
    const { person, site } = await browsers.seat({ cn: "client28", language });
    const texts = popupTexts(language);
    const popup = await person.openPopup(await person.visit(`${site.app}/login`));
    await popup.locator(`::-p-text(${texts.due})`).wait();
    await popup.locator("summary").click();
    expect(await lookAt(popup, `popup-due-${language}`, unsized)).toEqual([]);
    await popup.locator(`::-p-text(${texts.snoozeFor[1]})`).click();
    await popup.locator(`::-p-text(${texts.wake})`).wait();
    expect(await lookAt(popup, `popup-snoozed-${language}`, unsized)).toEqual([]);

    const elsewhere = await person.visit(`chrome-extension://${extensionId}/pages/popup.html`);
    await elsewhere.locator(".known li").wait();
    expect(await lookAt(elsewhere, `popup-elsewhere-${language}`, popupModes)).toEqual([]);

    const options = await person.visit(`chrome-extension://${extensionId}/pages/options.html`);
    await options.locator("li").wait();
    expect(await options.title()).toBe(optionsTexts(language).title);
    await options.locator("input[name=url]").fill("http://x");
    await options.locator("input[name=menu-path]").fill("x");
    await options.locator("button[type=submit]").click();
    await options.locator(`::-p-text(${optionsTexts(language).invalid.menuPath})`).wait();
    const { files, named, test } = optionsTexts(language);
    const input = await options.waitForSelector("input[name=certificate]");
    await input?.uploadFile(join(import.meta.dirname, "..", "..", "README.md"));
    await options.locator(`::-p-text(${files.errors["no-certificate-in-file"]})`).wait();
    await new AccessibleElement(options, { role: "button", name: named(test, "weborca.cloud.orcamo.jp") }).press();
    await options.locator("li [role=alert]").wait();
    expect(await lookAt(options, `options-${language}`, pageModes)).toEqual([]);

    const named28 = join(person.home, "060001_JP_u00000014_client28.p12");
    await copyFile(certificateOf(site.world, "client28").p12, named28);
    await input?.uploadFile(named28);
    await options.locator("input[name=file-password]").wait();
    // Where its lines may break: not within a number.
    expect(await options.$$("form.password label wbr")).toHaveLength(3);
  });
});
