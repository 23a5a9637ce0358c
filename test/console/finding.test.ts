import { readFile, rm } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { writeNotes } from "../../src/server/store/certificates/certificate-notes.ts";
import { completeDownload } from "../e2e/complete-download.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, showsAddress } from "./reading.ts";

const tenant = "u00000014";
const computer = sharedComputer();
let office: Office;
let page: Page;
beforeAll(async () => {
  office = await Office.open({ computer });
  const { store } = office.world.service;
  for (let number = 1; number <= 24; number += 1) {
    const { serial } = await office.world.issue(`client${number}`, 100 + number);
    const row = await store.selectFrom("certificates").select("number").where("serial", "=", serial).executeTakeFirstOrThrow();
    const facts = { certificate: row.number, tenant, version: 1, editedBy: "sato", editedAt: 0 };
    const notes = { remark: number <= 3 ? "受付" : "", device: `PC-${number}` };
    await store.transaction().execute(async (transaction) => await writeNotes(transaction, { ...facts, ...notes }));
  }
  ({ page } = await office.comeIn("#/certificates"));
  await reads(page, "証明書一覧");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** Shows a list by its address, as a bookmark does, in the same page. */
async function show(parameters: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), `#/certificates${parameters}`);
  await page.waitForFunction(() => document.querySelector(".screen .screen[aria-busy=false]") !== null);
}

/** The names of the list, once they are these. */
async function expectNames(...names: string[]): Promise<void> {
  await shows(page, "[data-row]").toEqual(names.map((name) => `CN=${name},O=${tenant}`));
}

/** Expects these columns. */
async function expectColumns(...labels: string[]): Promise<void> {
  const read = (): Promise<(string | null)[]> =>
    page.$$eval("[role=columnheader]:not(.chosen)", (heads) => heads.map(({ ariaLabel }) => ariaLabel));
  await expect.poll(read).toEqual(labels);
}

/** Opens a menu above the list by its name. */
async function openMenu(name: string): Promise<void> {
  await page.locator(`.menu > summary ::-p-text(${name})`).click();
}

async function downloaded(ending: string): Promise<string> {
  const path = await completeDownload(office.computer.downloads, ending);
  const content = await readFile(path, "utf8");
  await rm(path);
  return content;
}

describe("certificates are found", () => {
  test("all of one remark by one click on it, and with or without one", async () => {
    await show("");
    await press(page, "受付", "link");
    await expectNames("client1", "client2", "client3");
    await showsAddress(page).toContain("remark=受付");
    await page.locator("select ::-p-text(「受付」)").wait();
    await show("?remarked=no&days=110");
    await expectNames(...[4, 5, 6, 7, 8, 9, 10].map((number) => `client${number}`));
  });

  test("by the stage of their renewal", async () => {
    await show("?stage=due");
    await reads(page, "条件に合う証明書はありません");
    await show("?stage=predecessor-retired");
    await reads(page, "条件に合う証明書はありません");
  });
});

describe("the columns of the list", () => {
  test("are chosen, are in the address, and stay from page to page", async () => {
    await show("");
    await expectColumns("証明書CN,O", "状態", "種別", "有効期限", "申請日");
    await openMenu("列");
    await press(page, "種別", "checkbox");
    await press(page, "シリアル番号", "checkbox");
    await expectColumns("証明書CN,O", "状態", "有効期限", "申請日", "シリアル番号");
    await page.keyboard.press("Escape");
    await press(page, "次へ", "link");
    await expectNames("client21", "client22", "client23", "client24", "client900");
    await expectColumns("証明書CN,O", "状態", "有効期限", "申請日", "シリアル番号");
    await showsAddress(page).toContain("columns=state+not-after+requested-at+serial");
  });
});

describe("what is selected", () => {
  test("remains while a certificate is open, and from search to search", async () => {
    await show("");
    await press(page, `CN=client1,O=${tenant}を選択`, "checkbox");
    await press(page, `CN=client2,O=${tenant}`, "link");
    await reads(page, "申請済証明書詳細");
    await page.keyboard.press("Escape");
    await reads(page, "証明書一覧");
    await readsText(page, "1件を選択中");
    await show("?search=client24");
    await expectNames("client24");
    await press(page, `CN=client24,O=${tenant}を選択`, "checkbox");
    await readsText(page, "2件を選択中");
    await press(page, "選択を解除");
  });

  test("can be all that a search finds, until something else is searched", async () => {
    await show("");
    await press(page, "条件に合う25件すべてを選択");
    await readsText(page, "条件に合う25件すべてを選択中");
    await press(page, "次へ", "link");
    await expectNames("client21", "client22", "client23", "client24", "client900");
    await shows(page, "tbody input:checked").toHaveLength(5);
    await show("?search=client24");
    await expectNames("client24");
    await shows(page, "tbody input:checked").toEqual([]);
    await show("");
    await press(page, "選択を解除");
  });
});

describe("what is seen", () => {
  test("is exported as a table, with its order and columns", async () => {
    await show("?remark=%E5%8F%97%E4%BB%98&sort=name&order=descending&columns=device+remark");
    await expectNames("client3", "client2", "client1");
    await openMenu("書き出し");
    await readsText(page, "条件に合う3件すべてを");
    await press(page, "表 (CSV)");
    const row = (number: number): string => `client${number},${tenant},PC-${number},受付\r\n`;
    expect(await downloaded(".csv")).toBe(`\uFEFFCN,O,端末,備考\r\n${row(3)}${row(2)}${row(1)}`);
    await press(page, "有効期限のカレンダー (ICS)");
    expect((await downloaded(".ics")).match(/^BEGIN:VEVENT/gm)).toHaveLength(3);
    await page.keyboard.press("Escape");
  });
});

describe("views", () => {
  test("are saved, opened, renamed, overwritten and deleted, by keys", async () => {
    // Whoever has opened a view sees its list, with the focus where the menu is opened again.
    const openAgain = async (): Promise<void> => {
      await shows(page, ".menu[open]").toEqual([]);
      await page.keyboard.press("Enter");
      await page.locator(".menu[open] .views a").wait();
    };
    await show("?remark=%E5%8F%97%E4%BB%98&columns=remark");
    await expectNames("client1", "client2", "client3");
    await (await page.locator(".menu > summary ::-p-text(保存した表示)").waitHandle()).focus();
    await page.keyboard.press("Enter");
    await readsText(page, "保存した表示はまだありません。");
    await page.locator("#view-name").fill("受付の証明書");
    await page.keyboard.press("Enter");
    await readsText(page, "表示「受付の証明書」を保存しました。");
    await show("");
    await page.locator(".menu[open] .views a").wait();
    await press(page, "受付の証明書", "link");
    await expectNames("client1", "client2", "client3");
    await expectColumns("証明書CN,O", "備考");
    await openAgain();
    await press(page, "表示「受付の証明書」の名前の変更");
    await page.locator("#view-name").fill("受付");
    await page.keyboard.press("Enter");
    await readsText(page, "表示「受付」を保存しました。");
    await show("?search=client24");
    await press(page, "表示「受付」を今の表示で上書き");
    await show("");
    await press(page, "受付", "link");
    await expectNames("client24");
    await openAgain();
    await press(page, "表示「受付」を削除");
    await readsText(page, "表示「受付」を削除しました。");
    await readsText(page, "保存した表示はまだありません。");
    await page.keyboard.press("Escape");
    await new AccessibleElement(page, { role: "heading", name: "証明書一覧" }).find();
  });
});
