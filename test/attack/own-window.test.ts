import type { Page } from "puppeteer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { runInContentWorld, sendFromContentScript } from "../extension/content-world.ts";
import { extensionId } from "../extension/extension-id.ts";
import { offerUpdate, plannedUpdate } from "../extension/offer-update.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { covered, openMenu, textOf } from "./due-dialog.ts";
import { findWindowIn, windowsIn } from "./extension-window.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { button, passwordField, press, pressToClose, reads } from "./walk.ts";

// The extension's own window is the way out of a page that does not let the dialog work.
const shared = sharedPerson();
let site: Site;
let person: Person;
let owned = new AsyncDisposableStack();

beforeEach(async () => {
  owned = new AsyncDisposableStack();
  ({ site, person } = await seatAtHostilePage(owned, shared));
});
afterEach(() => owned.disposeAsync());

const { action, check, leave, password, save } = dialogTexts("en");
const windows = (): number => windowsIn(person.browser).length;

async function findWindow(): Promise<Page> {
  return await findWindowIn(person.browser);
}

/** Makes a page count the dialogs that appear in it from then on. */
async function countDialogs(page: Page): Promise<void> {
  await page.evaluate(() => {
    Reflect.set(globalThis, "dialogs", 0);
    new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => Array.from(addedNodes));
      Reflect.set(globalThis, "dialogs", Number(Reflect.get(globalThis, "dialogs")) + added.length);
    }).observe(document.documentElement, { childList: true });
  });
}

/** Comes to the front of everything again and again, as the dialog does only some times. */
function coverForEver(): void {
  const cover = document.body.appendChild(document.createElement("div"));
  cover.popover = "manual";
  cover.style.cssText = "inset: 0; inline-size: 100vw; block-size: 100vh; margin: 0; background: #fff";
  const show = (): void => {
    if (cover.matches(":popover-open")) cover.hidePopover();
    cover.showPopover();
    requestAnimationFrame(show);
  };
  show();
}

/** Makes ten seconds pass for the extension's scripts, in whose world this runs. */
function putClockAhead(): void {
  const now = performance.now.bind(performance);
  performance.now = () => now() + 10_000;
}

test("a lasting cover opens no window by itself, and one at a press where the dialog is", async () => {
  const { page, at } = await openMenu(person, site);
  await page.evaluate(coverForEver);
  await expect.poll(() => textOf(page)).toContain(covered);
  await runInContentWorld(page, `(${putClockAhead.toString()})()`);
  const since = Date.now();
  await expect.poll(() => Date.now() - since).toBeGreaterThan(1_000);
  expect(windows()).toBe(0);
  await page.mouse.click(5, 5);
  await page.mouse.click(at.x, at.y);
  const opened = await findWindow();
  await reads(opened, check.heading);
  await expect.poll(() => page.$("html > div")).toBeNull();
  await pressToClose(opened, action.later);
  await expect.poll(windows).toBe(0);
});

test("a certificate survives a page that keeps removing the dialog", async () => {
  const { page } = await openMenu(person, site);
  await press(page, action.renew);
  await reads(page, save.heading);
  await page.evaluate(() => {
    const remove = (): void => document.querySelector("html > div")?.remove();
    new MutationObserver(remove).observe(document, { childList: true, subtree: true });
    remove();
  });
  const opened = await findWindow();
  await reads(opened, save.heading);
  await button(opened, save.here).findEnabled();
  // Nor is it lost with an update, which would close the window.
  const worker = await findTarget(person.browser, (target) => target.url().includes("service-worker"));
  await offerUpdate(worker);
  await expect.poll(() => plannedUpdate(worker)).toBeTypeOf("number");
  await opened.keyboard.press("Escape");
  await reads(opened, leave.heading);
  await press(opened, leave.leave);
  await expect.poll(windows).toBe(0);
});

test("a window that is closed half way gives the renewal back to the page, even if the service does not answer", async () => {
  const { page } = await openMenu(person, site);
  await press(page, action.renew);
  await reads(page, save.heading);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await findWindow();
  await reads(opened, save.heading);
  await site.stop();
  await opened.close();
  await reads(page, save.heading);
  await press(page, save.here, password.reveal);
  await passwordField(page);
});

test("a window that is loaded again continues its renewal, and the page shows no second dialog", async () => {
  const { page } = await openMenu(person, site);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await findWindow();
  await reads(opened, check.heading);
  await countDialogs(page);
  await opened.reload();
  await press(opened, action.renew);
  await reads(opened, save.heading);
  await opened.reload();
  await press(opened, save.here, password.reveal);
  await passwordField(opened);
  expect(await page.evaluate("globalThis.dialogs")).toBe(0);
  // Nor is it lost then.
  await opened.close();
  await passwordField(page);
});

test("a renewal in the window is not lost when the extension is reloaded", async () => {
  const { page } = await openMenu(person, site);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await findWindow();
  await press(opened, action.renew);
  await reads(opened, save.heading);
  const worker = await (await findTarget(person.browser, (target) => target.url().includes("service-worker"))).worker();
  // The answer is lost with the worker.
  void worker?.evaluate(() => chrome.runtime.reload()).catch(() => undefined);
  await expect.poll(windows).toBe(0);
  await reads(page, save.heading);
  await press(page, save.here, password.reveal);
  await passwordField(page);
});

test("no page opens the window: not by events of its own, by messages, by its address or from behind", async () => {
  const { page } = await openMenu(person, site);
  await page.evaluate((address) => {
    open(address);
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.src = address;
    const target = document.querySelector("html > div");
    for (let round = 0; round < 100; round += 1) {
      for (const type of ["pointerdown", "pointerup", "click"])
        target?.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, clientX: 600, clientY: 400 }));
      target?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
      postMessage({ kind: "window" });
    }
  }, `chrome-extension://${extensionId}/pages/renewal.html`);
  const other = await person.visit(`${site.app}/login`);
  await other.bringToFront();
  // Even the dialog itself can open it only where the person is.
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: false });
  await page.bringToFront();
  await button(page, action.renew).findEnabled();
  for (const target of windowsIn(person.browser)) {
    const blocked = await target.asPage();
    // The tab that the page has opened shows the browser's error.
    expect(await blocked.evaluate(() => location.protocol)).toBe("chrome-error:");
  }
});

test("there is one window, however often it is asked for", async () => {
  const { page } = await openMenu(person, site);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await findWindow();
  await reads(opened, check.heading);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: false });
  // Nor does the dialog appear in the page meanwhile.
  expect(await sendFromContentScript(page, { kind: "check" })).toEqual({ ok: true, value: "shown" });
  expect(await page.$("html > div")).toBeNull();
  await pressToClose(opened, action.later);
  await expect.poll(windows).toBe(0);
});

test("a window that does not reach the service says so, and asks again", async () => {
  const { page } = await openMenu(person, site);
  await site.stop();
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await findWindow();
  await reads(opened, dialogTexts("en").failure);
  await site.startAgain();
  await press(opened, action.retry);
  await reads(opened, check.heading);
  await pressToClose(opened, action.later);
  await expect.poll(windows).toBe(0);
});
