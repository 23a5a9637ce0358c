import type { Page } from "puppeteer";
import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { listeningPages } from "../attack/listening-pages.ts";
import { eventually } from "../e2e/eventually.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";
import { windowThatOpens } from "./window-that-opens.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const { action, password, save } = dialogTexts("en");

/** A person whose certificate is issued, but not saved, in a page that stops presses if it is told to. */
async function renewing(clinic: FirefoxClinic): Promise<FirefoxPerson> {
  const page = await openTab(clinic.browser);
  const arrival = page.goto(`${clinic.app}/menu?later`);
  await chooseCertificate(page, clinic.serialOf("client28"));
  await arrival;
  await clinic.browser.installExtension(extension);
  const person = new FirefoxPerson(page);
  await person.presses(action.renew);
  await person.reads(save.heading);
  return person;
}

/** Loads the window again; the browser asks no question. */
async function reload(window: Page): Promise<void> {
  await window.evaluate("globalThis.before = true; setTimeout(() => location.reload())");
  await eventually("the window to be loaded again", async () =>
    (await window.evaluate("globalThis.before").catch(() => true)) === undefined ? true : undefined,
  );
}

/** Makes a page remove the dialog whenever it returns. */
const removeForEver = `
  globalThis.removals = 0;
  const remove = () => {
    const element = document.querySelector("html > div");
    if (element === null) return;
    globalThis.removals += 1;
    element.remove();
  };
  new MutationObserver(remove).observe(document, { childList: true, subtree: true });
  remove();`;

test("in Firefox, a renewal in the window outlives a page that goes elsewhere, and the window's own reload", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], webapp: await listeningPages() });
  const person = await renewing(clinic);
  const { page } = person;
  await page.evaluate("stopping = true");
  const window = await windowThatOpens(clinic, () => person.pressesIfThere(save.here));
  const inWindow = new FirefoxPerson(window);
  await inWindow.reads(save.heading);
  await page.goto(`${clinic.app}/elsewhere`);
  await reload(window);
  await inWindow.presses(save.here);
  await inWindow.presses(password.reveal);
  await inWindow.presses(password.copy);
  await inWindow.readsText("The password has been copied");
  await page.goto(`${clinic.app}/menu`);
  await reload(window);
  await inWindow.readsText(password.label);
  expect(await person.countsDialogs()).toBe(0);
});

test("in Firefox, a page that keeps removing the dialog has its renewal in the window, even after the extension's reload", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], webapp: await listeningPages() });
  const person = await renewing(clinic);
  const { page } = person;
  const window = await windowThatOpens(clinic, async () => {
    if ((await page.evaluate("globalThis.removals")) === undefined) await page.evaluate(removeForEver);
  });
  await new FirefoxPerson(window).presses(save.here);
  await new FirefoxPerson(window).reads(password.heading);
  await clinic.browser.installExtension(extension);
  const next = await windowThatOpens(clinic, () => Promise.resolve());
  const inWindow = new FirefoxPerson(next);
  await inWindow.presses(password.reveal);
  await inWindow.readsText(password.label);
  expect(await person.countsDialogs()).toBe(0);
});
