import type { Page } from "puppeteer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { sendFromContentScript } from "../extension/content-world.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { openMenu } from "./due-dialog.ts";
import { findWindowIn } from "./extension-window.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { passwordField, press, reads } from "./walk.ts";

// The extension's own window has a renewal whose page does not keep it.
const shared = sharedPerson();
let site: Site;
let person: Person;
let owned = new AsyncDisposableStack();

beforeEach(async () => {
  owned = new AsyncDisposableStack();
  ({ site, person } = await seatAtHostilePage(owned, shared));
});
afterEach(() => owned.disposeAsync());

const { action, check, password, save } = dialogTexts("en");

/** Finds the window, which is left whatever the browser asks. */
async function findWindow(): Promise<Page> {
  const opened = await findWindowIn(person.browser);
  opened.on("dialog", (dialog) => void dialog.accept());
  return opened;
}

/** Removes the dialog whenever it returns. */
function removeForEver(): void {
  const remove = (): void => document.querySelector("html > div")?.remove();
  new MutationObserver(remove).observe(document, { childList: true, subtree: true });
  remove();
}

test("a renewal in the window outlives a page that goes elsewhere, and the window's own reload, with and without a press", async () => {
  const { page } = await openMenu(person, site);
  await press(page, action.renew);
  await reads(page, save.heading);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await findWindow();
  await reads(opened, save.heading);
  await page.goto(`${site.app}/elsewhere`);
  await opened.reload();
  await press(opened, save.here, password.reveal);
  await passwordField(opened);
  await opened.reload();
  await passwordField(opened);
  // Back at the menu, there is no second dialog.
  await page.goto(`${site.app}/menu`);
  expect(await sendFromContentScript(page, { kind: "check" })).toEqual({ ok: true, value: "shown" });
  expect(await page.$("html > div")).toBeNull();
  await opened.reload();
  await passwordField(opened);
  await opened.close();
});

test("a window in which nothing was issued continues when it is loaded again, although the page has gone elsewhere", async () => {
  const { page } = await openMenu(person, site);
  expect(await sendFromContentScript(page, { kind: "window" })).toEqual({ ok: true, value: true });
  const opened = await findWindow();
  await reads(opened, check.heading);
  await page.goto(`${site.app}/elsewhere`);
  await opened.reload();
  await press(opened, action.renew);
  await reads(opened, save.heading);
  await opened.reload();
  await reads(opened, save.heading);
  await opened.close();
});

test("a dialog that the page removes behind another tab continues in the window when the person comes back", async () => {
  const { page } = await openMenu(person, site);
  await press(page, action.renew);
  await reads(page, save.heading);
  const other = await person.visit(`${site.app}/login`);
  await other.bringToFront();
  await page.evaluate(removeForEver);
  await expect.poll(() => page.$("html > div")).toBeNull();
  await page.bringToFront();
  const opened = await findWindow();
  await reads(opened, save.heading);
  await opened.close();
});
