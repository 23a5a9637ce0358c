import { expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { listeningPages } from "../attack/listening-pages.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";
import { renewingBeforeExtension } from "./renewing-before-extension.ts";
import { loadAgain, windowThatOpens } from "./window-that-opens.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const { password, save } = dialogTexts("en");

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
  const person = await renewingBeforeExtension(clinic, extension);
  const { page } = person;
  await page.evaluate("stopping = true");
  const window = await windowThatOpens(clinic, () => person.pressesIfThere(save.here));
  const inWindow = new FirefoxPerson(window);
  await inWindow.reads(save.heading);
  await page.goto(`${clinic.app}/elsewhere`);
  await loadAgain(window);
  await inWindow.presses(save.here);
  await inWindow.presses(password.reveal);
  await inWindow.presses(password.copy);
  await inWindow.readsText("The password has been copied");
  await page.goto(`${clinic.app}/menu`);
  await loadAgain(window);
  await inWindow.readsText(password.label);
  expect(await person.countsDialogs()).toBe(0);
});

test("in Firefox, a page that keeps removing the dialog has its renewal in the window, even after the extension's reload", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], webapp: await listeningPages() });
  const person = await renewingBeforeExtension(clinic, extension);
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
