import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { Office, press, reads } from "./office.ts";
import { shows, showsFact, showsFocus } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let page: Page;
let holder: Holder;
beforeAll(async () => {
  office = await Office.open({ computer });
  holder = await office.world.issue("client1", 50);
  ({ page } = await office.comeIn(`#/certificates/${holder.issuer}/${holder.serial}`));
  await reads(page, "申請済証明書詳細");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** The explanation that is shown. */
const shown = ":popover-open";

describe("the explanation of a term", () => {
  test("is opened by keys, has the focus, and Escape leads back to the term, not to the list", async () => {
    const button = await new AccessibleElement(page, { role: "button", name: "「備考」の説明" }).find();
    await button.focus();
    await page.keyboard.press("Enter");
    await shows(page, shown).toEqual([expect.stringContaining("管理者のための覚え書き")]);
    await showsFocus(page).toBe("「備考」の説明");
    await new AccessibleElement(page, { role: "note", name: "「備考」の説明" }).find();
    await page.keyboard.press("Escape");
    await shows(page, shown).toEqual([]);
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
    await reads(page, "申請済証明書詳細");
    await page.keyboard.press("Escape");
    await reads(page, "証明書一覧");
  });

  test("is closed by a press elsewhere, and by another one", async () => {
    await page.locator("[data-row]").wait();
    await press(page, "「状態」の説明");
    await shows(page, shown).toEqual([expect.stringContaining("申請中: ")]);
    await press(page, "「有効期限」の説明");
    await shows(page, shown).toEqual([expect.stringContaining("接続できません")]);
    await page.locator("h1").click();
    await shows(page, shown).toEqual([]);
  });

  test("does not leave the window, and scrolls with its term", async () => {
    await page.setViewport({ width: 400, height: 700 });
    for (const name of ["「有効期限」の説明", "「申請日」の説明", "「要対応」の説明"]) {
      await press(page, name);
      const note = await page.waitForSelector(":popover-open[style*='opacity: 1']");
      const { x: left = NaN, y: top = NaN, width = NaN, height = NaN } = (await note?.boundingBox()) ?? {};
      const [right, bottom] = [left + width, top + height];
      const inside = left >= 0 && right <= 400 && top >= 0 && bottom <= 700;
      expect({ name, left, right, top, bottom, inside }).toEqual({ name, left, right, top, bottom, inside: true });
    }
    await page.keyboard.press("Escape");
    await page.setViewport(null);
  });

  test("is there for each column of the list and each term of the details", async () => {
    await shows(page, "th[aria-sort] .help").toHaveLength(5);
    await shows(page, "th[aria-sort]:not(:has(.help))").toEqual([]);
    await page.goto(`${office.site}/#/certificates/${holder.issuer}/${holder.serial}`);
    await showsFact(page, "シリアル番号").toBe(holder.serial);
    await shows(page, ".sheet dt:not(:has(.help))").toEqual([]);
  });
});
