import type { Page } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import type { Person } from "../extension/person.ts";
import type { Site } from "../extension/site.ts";
import { openMenu, textOf } from "./due-dialog.ts";
import { seatAtHostilePage } from "./seat-at-hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { press, reads } from "./walk.ts";

const shared = sharedPerson();
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  ({ site, person } = await seatAtHostilePage(owned, shared));
});
afterAll(() => owned.disposeAsync());

const { action, save, password } = dialogTexts("en");

/** Declines every question of the browser whether to leave the page, and counts them. */
function stays(page: Page): () => number {
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    void dialog.dismiss();
  });
  return () => asked;
}

test("a page that goes elsewhere before anything was issued is not stopped", async () => {
  const { page } = await openMenu(person, site);
  const asked = stays(page);
  await page.mouse.click(5, 5);
  await Promise.all([page.waitForNavigation(), page.evaluate(() => location.assign("/elsewhere"))]);
  expect(asked()).toBe(0);
  await page.close();
});

test("a page that goes elsewhere by itself is stopped by a question while a certificate would be lost, and only then", async () => {
  const { page } = await openMenu(person, site);
  const asked = stays(page);
  await press(page, action.renew);
  await reads(page, save.heading);
  await page.evaluate(() => location.assign("/elsewhere"));
  await expect.poll(asked).toBe(1);
  await page.evaluate(() => location.reload());
  await expect.poll(asked).toBe(2);
  await press(page, save.here, password.reveal, password.copy);
  await expect.poll(() => textOf(page)).toContain("has been copied");
  await Promise.all([page.waitForNavigation(), page.evaluate(() => location.assign("/elsewhere"))]);
  expect(new URL(page.url()).pathname).toBe("/elsewhere");
  expect(asked()).toBe(2);
  await page.close();
});
