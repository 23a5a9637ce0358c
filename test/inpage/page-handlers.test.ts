import type { Page } from "puppeteer";
import { afterEach, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { click, heading, type Harness, tabTo, sharedHarness } from "../dialog/harness/harness.ts";

const shared = sharedHarness();

const { action, save, leave } = dialogTexts("ja");

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

/** Opens the dialog in a page with handlers that were registered before it. */
async function openWith(handlers: string): Promise<Page> {
  const page = await harness.page({ hash: "wait" });
  await page.evaluate(`
    window.heard = [];
    const types = ["keydown", "keypress", "keyup", "pointerdown", "pointerup", "mousedown", "click", "pointermove", "focusin"];
    ${handlers}
    void koshin.watchRenewal();
  `);
  await heading(page, dialogTexts("ja").check.heading);
  return page;
}

test("the page's document and body hear neither keys nor presses of the dialog", async () => {
  const page = await openWith(`
    for (const type of types) {
      for (const target of [document, document.body])
        for (const capture of [true, false]) target.addEventListener(type, () => heard.push(type), capture);
      window.addEventListener(type, () => heard.push(type));
    }
  `);
  await click(page, action.renew);
  await heading(page, save.heading);
  await page.keyboard.press("Escape");
  await heading(page, leave.heading);
  await tabTo(page, leave.leave);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.$("body > div")).toBeNull();
  expect(await page.evaluate("heard")).toEqual([]);
});

test("a page's shortcuts, its focus trap and its click blocker do not affect the dialog", async () => {
  const page = await openWith(`
    const block = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
    for (const type of types) document.addEventListener(type, block, true);
  `);
  await tabTo(page, action.renew);
  await page.keyboard.press("Enter");
  await heading(page, save.heading);
  await click(page, save.here);
  await harness.downloaded("000042_JP_u00000014_client28.p12");
});
