import type { Page } from "puppeteer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { tabTo } from "../dialog/harness/harness.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { listeningPages } from "./listening-pages.ts";
import { sharedPerson } from "./shared-person.ts";
import { button, passwordField, press, reads } from "./walk.ts";

// What a person types and presses in the extension's dialog does not concern the page, nor the page's handlers the dialog.
const shared = sharedPerson();
let site: Site;
let person: Person;
let owned = new AsyncDisposableStack();

beforeEach(async () => {
  owned = new AsyncDisposableStack();
  site = owned.use(await startSite(await listeningPages()));
  person = await shared.at(site);
});
afterEach(() => owned.disposeAsync());

const { action, check, save, password, leave } = dialogTexts("en");

async function openMenu(search: string): Promise<Page> {
  const page = await person.visit(`${site.app}/menu${search}`);
  await reads(page, check.heading);
  await button(page, action.renew).findEnabled();
  return page;
}

const heard = (page: Page): Promise<unknown> => page.evaluate("heard");

test("a page that listens from its first line hears no key and no pointer of the dialog", async () => {
  const page = await openMenu("?listen");
  await page.evaluate("heard.splice(0)");
  await press(page, action.renew, save.here, password.reveal);
  await passwordField(page);
  await page.keyboard.press("Escape");
  await reads(page, leave.heading);
  await press(page, leave.stay);
  await passwordField(page);
  await page.mouse.wheel({ deltaY: 50 });
  await tabTo(page, password.copy);
  await page.keyboard.press("Enter");
  // Before that, closing would ask whether the password is kept.
  const announced = (): Promise<string[]> =>
    page.$$eval(`aria/[role="status"]`, (all) => all.map(({ textContent }) => textContent));
  await expect
    .poll(async () => (await announced()).some((each) => each === password.copied || each === password.copiedToStay))
    .toBe(true);
  await page.keyboard.type("a ");
  expect(await heard(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.$("html > div")).toBeNull();
  // Once the dialog has closed, the pointer is over the page; the key that closed it is not the page's.
  expect(await heard(page)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^key/)]));
});

test("a page's shortcuts, its focus trap and its click blocker do not affect the dialog", async () => {
  const page = await openMenu("?shortcuts");
  await tabTo(page, action.renew);
  await page.keyboard.press("Enter");
  await reads(page, save.heading);
  await page.keyboard.press("Escape");
  await reads(page, leave.heading);
  await press(page, leave.stay, save.here, password.reveal);
  await passwordField(page);
  expect(new URL(page.url()).pathname).toBe("/menu");
});

test("the dialog works over a notice with the well-known focus trap", async () => {
  const page = await openMenu("?trap");
  await press(page, action.renew);
  await reads(page, save.heading);
  await tabTo(page, save.here);
  await page.keyboard.press("Enter");
  await reads(page, password.heading);
});
