import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayInMilliseconds } from "../../src/core/days.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { askStatus, renewed } from "../support/enrolment.ts";
import { recordedPresentations } from "../support/recorded-presentations.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, showsAddress, showsFact, textsOf } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let page: Page;
let old: Holder;
beforeAll(async () => {
  office = await Office.open({ computer });
  const { world } = office;
  const began = world.now;
  for (let number = 1; number <= 21; number += 1) await world.issue(`client${number}`, -number);
  await world.issue("client30", 12);
  await world.issue("client31", 60);
  await world.issue("api170", 70);
  old = await world.issue("client40", 50);
  const connection = { port: world.port, root: world.root };
  const replacement = await renewed({ ...connection, identity: old }, { cn: old.cn, o: old.tenant });
  await askStatus({ ...connection, identity: replacement });
  await recordedPresentations(world, replacement, 1);
  const pending = await world.issue("client41", 51);
  await renewed({ ...connection, identity: pending }, { cn: pending.cn, o: pending.tenant });
  world.now = new Date(began.getTime() + 2 * dayInMilliseconds);
  ({ page } = await office.comeIn("#/board"));
  await reads(page, "更新状況");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function show(fragment: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(`${office.site}/${fragment}`);
}

/** The rows of one of the board's lists, once it has one that contains a text. */
async function rowsWith(list: string, text: string): Promise<readonly string[]> {
  const rows = `.board.${list} tbody tr`;
  await shows(page, rows).toEqual(expect.arrayContaining([expect.stringContaining(text)]));
  return await textsOf(page, rows);
}

/** Follows a bar of a chart, once the chart is there, by the keyboard. */
async function openBar(name: string): Promise<void> {
  const bar = await page.waitForSelector(`.figures svg a[aria-label="${name}"]`);
  await bar?.evaluate((link) => {
    if (link instanceof SVGElement) link.focus();
  });
  await page.keyboard.press("Enter");
}

/** Scrolls to what is loaded when somebody sees it. */
async function scrollTo(heading: string): Promise<void> {
  await rowsWith("stuck", "client1");
  await page.evaluate((wanted) => {
    Array.from(document.querySelectorAll("h2"))
      .find(({ textContent }) => textContent === wanted)
      ?.scrollIntoView();
  }, heading);
}

const month = (date: Date): string => `${date.getFullYear()}年${date.getMonth() + 1}月`;

describe("更新状況", () => {
  test("shows the stuck renewals on top, the most urgent first, with why, and pages of them", async () => {
    await show("#/board");
    await readsText(page, "止まっている更新: 24件");
    const [first = ""] = await rowsWith("stuck", "client1");
    expect(first).toMatch(
      /^client1 期限切れ 有効期限が切れ、代わりの証明書がありません。 更新の時期 .* 自動 \d{4}-\d\d-\d\d 記録なし 証明書更新 再発行コード$/,
    );
    await press(page, "2ページ中2ページ", "link");
    const rows = await rowsWith("stuck", "client30");
    await showsAddress(page).toMatch(/#\/board\?page=2$/);
    expect(rows.map((row) => row.split(" ").slice(0, 2).join(" "))).toEqual([
      "client21 期限切れ",
      "client30 期限間近",
      "client41 未使用",
      "api170 更新の対象外",
    ]);
  });

  test("gets one going with the button, which opens what is to be done, and leads back", async () => {
    await show("#/board");
    await press(page, "証明書更新: client1", "link");
    await readsText(page, "証明書を更新します。よろしいですか？");
    await page.keyboard.press("Escape");
    await press(page, "一覧に戻る", "link");
    await reads(page, "更新状況");
    await press(page, "再発行コード: client1", "link");
    await readsText(page, "client1 の再発行コードを発行します。よろしいですか？");
    await page.keyboard.press("Escape");
    await show("#/board?page=2");
    await press(page, "新規発行: api170", "link");
    await reads(page, "新規発行申請");
  });

  test("draws where the renewals stand; each bar opens its list, and so does each figure of the table", async () => {
    await show("#/board");
    await scrollTo("更新の進み具合");
    await openBar("発行 1件");
    await showsAddress(page).toMatch(/stage=issued$/);
    await shows(page, "[data-row]").toEqual(["CN=client41,O=u00000014"]);
    await show("#/board");
    await scrollTo("更新の進み具合");
    const table = `[aria-label="更新の進み具合"]`;
    await page.locator(`.figure-table:has(${table}) summary`).click();
    const rows = `.figure-table ${table} tbody tr:nth-child(-n + 7)`;
    const stages = ["更新の時期", "発行", "ファイルの受け取り", "パスワードの表示", "インポート", "初回の利用", "古い証明書の終了"];
    await shows(page, `${rows} th`).toEqual(stages);
    await shows(page, `${rows} td`).toEqual(["24", "1", "0", "0", "0", "1", "0"]);
  });

  test("draws when certificates expire, by months of the calendar here; each column opens its list", async () => {
    await show("#/board");
    await scrollTo("月ごとの有効期限");
    const at = new Date(office.world.now.getTime() + 48 * dayInMilliseconds);
    const labels = (): Promise<string[]> =>
      page.$$eval(".figures svg a[aria-label^='20']", (links) => links.map((link) => link.getAttribute("aria-label") ?? ""));
    await expect.poll(labels).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(`^${month(at)}`))]));
    const [first = ""] = await labels();
    await openBar(first);
    await showsAddress(page).toMatch(/from=.*&until=/);
    await shows(page, "[data-row]").toHaveLength(Number(/ (\d+)件$/.exec(first)?.[1]));
  });

  test("lists the old certificates that are still valid, and leads to their revocation", async () => {
    await show("#/board");
    await readsText(page, "残っている古い証明書: 1件");
    const [row = ""] = await rowsWith("unretired", old.serial);
    expect(row).toMatch(
      new RegExp(`^client40 ${old.serial} 初回の利用 .* 本人 .* 127\\.0\\.0\\.1 \\d{4}-\\d\\d-\\d\\d \\(有効期限\\) 古い方を失効$`),
    );
    await press(page, "古い方を失効: client40", "link");
    await reads(page, "証明書の失効");
    await readsText(page, old.serial);
    await readsText(page, "この証明書を使っている端末");
    await readsText(page, "127.0.0.1");
  });

  test("offers nothing to do to those who only read", async () => {
    const { page: readers } = await office.comeIn("#/board", { role: "viewer" });
    await readsText(readers, "止まっている更新: 24件");
    await readers.locator(".board.stuck tbody tr").wait();
    await shows(readers, ".board a.act").toEqual([]);
    await readers.goto("about:blank");
    await readers.goto(`${office.site}/#/certificates/${old.issuer}/${old.serial}?do=revoke`);
    await showsFact(readers, "シリアル番号").toBe(old.serial);
    await shows(readers, "dialog").toEqual([]);
    // That it is presented is its first use, and what came before is not still to come.
    await shows(readers, ".stages .done").toContainEqual(expect.stringMatching(/^初回の利用\s+\d{4}\//));
    await shows(readers, ".stages .open .quiet").toEqual(["記録なし", "記録なし", "記録なし"]);
    await readers.close();
  });
});
