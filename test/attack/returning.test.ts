import type { Page } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { textsEn } from "../../src/extension/dialog-host/texts/en.ts";
import type { Place } from "../dialog/harness/press-at.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { openMenu, pressLater, textOf, timePresses } from "./due-dialog.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { button, reads } from "./walk.ts";

// Everybody comes back to the dialog once, from the system's import wizard.
const shared = sharedPerson();
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  ({ site, person } = await seatAtHostilePage(owned, shared));
});
afterAll(() => owned.disposeAsync());

const { action, check, save } = dialogTexts("en");

/** Goes to another tab and comes back. */
async function goAndComeBack(page: Page): Promise<void> {
  const other = await person.visit(`${site.app}/login`);
  await expect.poll(() => page.evaluate(() => document.hidden)).toBe(true);
  await other.close();
  await page.bringToFront();
}

async function pressHere(page: Page): Promise<void> {
  await page.mouse.down();
  await page.mouse.up();
}

async function moveTo(page: Page, { x, y }: Place): Promise<void> {
  await page.mouse.move(x, y + 200);
  await page.mouse.move(x, y, { steps: 4 });
}

test("the first press counts if the pointer came onto the button after the window had come to the front", async () => {
  const { page, at } = await openMenu(person, site);
  await goAndComeBack(page);
  await moveTo(page, at);
  await pressHere(page);
  await reads(page, save.heading);
  ({ site, person } = await seatAtHostilePage(owned, shared));
});

test("a press where the pointer already was does not count, and the dialog says so", async () => {
  const { page, at } = await openMenu(person, site);
  const renew = await button(page, action.renew).findEnabled();
  const colour = (): Promise<string> => renew.evaluate((element) => getComputedStyle(element).backgroundColor);
  const before = await colour();
  await moveTo(page, at);
  const late = await timePresses(page);
  await goAndComeBack(page);
  // While it is held it looks as before.
  expect(await colour()).toBe(before);
  await pressHere(page);
  const text = await textOf(page);
  if ((await late()) === 0) {
    expect(text).toContain(textsEn["too-soon"]);
    expect(text).toContain(check.heading);
    await pressLater(page);
    await page.close();
  } else ({ site, person } = await seatAtHostilePage(owned, shared));
});

test("a press by keyboard right after the window has come to the front is not ignored in silence", async () => {
  const { page } = await openMenu(person, site);
  const renew = await button(page, action.renew).findEnabled();
  await renew.focus();
  await goAndComeBack(page);
  await page.keyboard.press("Enter");
  await expect.poll(() => textOf(page)).toMatch(new RegExp(`${textsEn["too-soon"]}|${save.heading}`));
  await page.close();
});
