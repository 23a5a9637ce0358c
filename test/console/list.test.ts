import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, showsAddress, showsFocus, showsValue, textsOf } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let page: Page;
beforeAll(async () => {
  office = await Office.open({ computer });
  // As in the documents, and so many that the list has several pages.
  await office.world.issue("api170", 120);
  await office.world.issue("db17", 60);
  for (let number = 1; number <= 25; number += 1) await office.world.issue(`client${number}`, 100 + number);
  await office.world.issue("client30", -5);
  ({ page } = await office.comeIn("#/certificates"));
  await reads(page, "証明書一覧");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** Shows a list by its address, as a bookmark does. */
async function show(parameters: string): Promise<void> {
  // From elsewhere: an earlier list would remain until this one is there.
  await page.goto("about:blank");
  await page.goto(`${office.site}/#/certificates${parameters}`);
  await page.waitForFunction(() => document.querySelector("[aria-busy=false]") !== null);
}

/** The names of the list, once they are these. */
async function expectNames(...names: string[]): Promise<void> {
  await shows(page, "[data-row]").toEqual(names.map((name) => `CN=${name},O=u00000014`));
}

const clients = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_none, at) => `client${first + at}`);

describe("the list", () => {
  test("has the columns, states and kinds of the documents, what expires first on top", async () => {
    await show("");
    await shows(page, "th[aria-sort]").toEqual(["証明書CN,O", "状態", "種別", "有効期限", "申請日"]);
    await expectNames("db17", ...clients(1, 19));
    const [first = ""] = await textsOf(page, "tbody tr");
    expect(first).toMatch(/^CN=db17,O=u00000014 利用中 テナント-DB接続 \d{4}-\d\d-\d\d 残り59日 \d{4}-\d\d-\d\d$/);
    await readsText(page, "28件中 1–20");
  });

  test("is sorted by each column, in both orders, by its heading", async () => {
    await show("");
    const sorted = (): Promise<string[]> =>
      page.$$eval("th[aria-sort]", (heads) => heads.map((head) => head.getAttribute("aria-sort") ?? ""));
    await expect.poll(sorted).toEqual(["none", "none", "none", "ascending", "none"]);
    await press(page, "有効期限", "link");
    await expectNames("client900", ...clients(20, 25).reverse(), "api170", ...clients(8, 19).reverse());
    await expect.poll(sorted).toEqual(["none", "none", "none", "descending", "none"]);
    await press(page, "証明書CN,O", "link");
    await showsAddress(page).toContain("sort=name");
    await expect.poll(sorted).toEqual(["ascending", "none", "none", "none", "none"]);
  });

  test("is gone through by 最初へ 前へ 1 2 次へ 最後へ, and by the browser's own buttons", async () => {
    await show("");
    await press(page, "次へ", "link");
    await expectNames("api170", ...clients(20, 25), "client900");
    await shows(page, ".above-list .absent").toEqual(["次へ", "最後へ"]);
    await press(page, "最初へ", "link");
    await expectNames("db17", ...clients(1, 19));
    await page.goBack();
    await expectNames("api170", ...clients(20, 25), "client900");
  });

  test("is searched by 「検索する」, and says what to do if nothing is found", async () => {
    await show("");
    await page.locator("#search").fill("client2");
    await press(page, "検索する");
    await expectNames("client2", ...clients(20, 25));
    await showsAddress(page).toContain("#/certificates?search=client2");
    await page.locator("#search").fill("<b>nobody</b>");
    await press(page, "検索する");
    await reads(page, "条件に合う証明書はありません");
    await press(page, "条件をクリア");
    await expectNames("db17", ...clients(1, 19));
  });

  test("is narrowed down by state, kind and days left; ended ones are shown on request", async () => {
    await show("?kind=api");
    await expectNames("api170");
    await show("?days=90");
    await expectNames("db17");
    await show("?state=expired");
    await expectNames("client30");
    await show("?search=client30");
    await reads(page, "条件に合う証明書はありません");
    await page.locator(".filters .check input").click();
    await expectNames("client30");
    await readsText(page, "期限切れ");
  });

  test("is used by keys: / to search, down to a row, Enter to the details, Escape back to the same row", async () => {
    await show("?page=2");
    await page.keyboard.press("/");
    await showsFocus(page).toBe("search");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await reads(page, "申請済証明書詳細");
    await readsText(page, "client20");
    await page.keyboard.press("Escape");
    await reads(page, "証明書一覧");
    await showsAddress(page).toContain("page=2");
    await showsFocus(page).toBe("CN=client20,O=u00000014");
    // A slash that is typed is a slash.
    await page.keyboard.press("/");
    await page.keyboard.type("/1");
    await showsValue(page, "#search").toBe("/1");
  });

  test("keeps what is selected from page to page, and says how many", async () => {
    await show("");
    await press(page, "一括ダウンロード");
    await readsText(page, "ダウンロードする証明書を、左のチェックボックスで選んでください。");
    await press(page, "このページをすべて選択", "checkbox");
    await readsText(page, "20件を選択中");
    await press(page, "次へ", "link");
    await expectNames("api170", ...clients(20, 25), "client900");
    await press(page, "CN=api170,O=u00000014を選択", "checkbox");
    await readsText(page, "21件を選択中");
    await press(page, "選択を解除");
    await shows(page, "tbody input:checked").toEqual([]);
  });
});

test("says what to do without a connection, and goes on from there", async () => {
  await show("");
  await page.setOfflineMode(true);
  await press(page, "次へ", "link");
  await readsText(page, "サーバーに接続できませんでした。");
  await page.setOfflineMode(false);
  await press(page, "もう一度");
  await expectNames("api170", ...clients(20, 25), "client900");
});

test("a viewer finds nothing to act with", async () => {
  const { page: own } = await office.comeIn("#/certificates", { role: "viewer" });
  await own.locator("[data-row]").wait();
  await shows(own, "main button:not(.ask)").toEqual(["検索する"]);
  await shows(own, ".list input").toEqual([]);
  await own.locator("[data-row]").click();
  await reads(own, "申請済証明書詳細");
  await readsText(own, "閲覧だけできる権限です");
  await shows(own, ".deeds button").toEqual([]);
  await own.close();
});
