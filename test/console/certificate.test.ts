import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { strFromU8, unzipSync } from "fflate";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completeDownload } from "../e2e/complete-download.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { FullLogin } from "../support/full-login.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { Office, press, reads, readsText, textOf } from "./office.ts";
import { factOf, shows, showsAddress, showsFact, showsValue, textsOf } from "./reading.ts";

const run = promisify(execFile);
const computer = sharedComputer();
let office: Office;
let page: Page;
let login: FullLogin;
beforeAll(async () => {
  office = await Office.open({ computer });
  ({ page, login } = await office.comeIn("#/certificates"));
  await reads(page, "証明書一覧");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** Gives the second factor that the site asks for in between. */
async function confirm(on: Page = page, code = login.nextCode()): Promise<void> {
  await reads(on, "確認コードをもう一度入力してください");
  await on.locator("#second-factor").fill(code);
  await press(on, "確認する");
  await on.waitForFunction(() => document.querySelector("dialog") === null);
}

/** Orders a certificate on the list's page, up to its details. */
async function issue(cn: string, device = ""): Promise<void> {
  await page.goto(`${office.site}/#/certificates`);
  await press(page, "新規発行申請");
  await page.locator("#cn").fill(cn);
  if (device !== "") await page.locator("#device").fill(device);
  await press(page, "発行する");
  await readsText(page, `${cn} を発行しました。`);
}

/** Opens a certificate's details. */
async function open({ issuer, serial }: Holder): Promise<void> {
  await page.goto(`${office.site}/#/certificates/${issuer}/${serial}`);
  await showsFact(page, "シリアル番号").toBe(serial);
}

/** The next download with this ending, which is removed from the folder. */
async function downloaded(ending: string): Promise<{ readonly name: string; readonly content: Buffer }> {
  const path = await completeDownload(office.computer.downloads, ending);
  const content = await readFile(path);
  await rm(path);
  return { name: path.slice(path.lastIndexOf("/") + 1), content };
}

describe("a certificate that is issued on the site", () => {
  beforeAll(async () => {
    await issue("client21", "受付1のパソコン");
  });

  test("is described as in the documents", async () => {
    await reads(page, "申請済証明書詳細");
    const terms = await textsOf(page, ".sheet dt");
    const documents = ["状態", "種別", "パスワード", "発行申請日時", "発行日", "有効期限", "CA証明書", "備考"];
    expect(terms.filter((term) => documents.includes(term))).toEqual(documents);
    await showsFact(page, "状態").toBe("利用中");
    await showsFact(page, "種別").toBe("テナント-client");
    await showsFact(page, "発行申請日時").toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/);
    await showsFact(page, "発行日").toMatch(/^\d{4}-\d\d-\d\d$/);
    await showsFact(page, "端末").toBe("受付1のパソコン");
    const deeds = await textsOf(page, ".deeds :is(a, button)");
    expect(deeds.slice(0, 4)).toEqual(["一覧に戻る", "証明書更新", "ダウンロード(p12形式)", "ダウンロード(zip形式)"]);
  });

  test("has a second one only for who means it", async () => {
    await page.goto(`${office.site}/#/certificates`);
    await press(page, "新規発行申請");
    await page.locator("#cn").fill("client21");
    await press(page, "発行する");
    await readsText(page, "このCNの有効な証明書があります。");
    await readsText(page, "もう1枚発行する");
    await press(page, "今ある証明書を見る", "link");
    await showsAddress(page).toMatch(/search=client21$/);
    await press(page, "CN=client21,O=u00000014", "link");
    await reads(page, "申請済証明書詳細");
  });

  test("shows its password after the second factor once more, and forgets it with the screen", async () => {
    await press(page, "表示する");
    await reads(page, "確認コードをもう一度入力してください");
    await press(page, "キャンセル");
    await readsText(page, "second-factor-needed");
    await press(page, "表示する");
    await confirm();
    const password = await textOf(page, ".secret");
    expect(password).toMatch(/^[!-~ ]{20,}$/);
    await shows(page, ".stages .done > span:first-child").toContain("パスワードの表示");
    await press(page, "隠す");
    expect(await page.content()).not.toContain(password);
  });

  test("gives its .p12 file, which that password opens, within the five minutes without another code", async () => {
    await press(page, "表示する");
    const password = await textOf(page, ".secret");
    await press(page, "ダウンロード(p12形式)");
    const { name, content } = await downloaded(".p12");
    expect(name).toMatch(/^\d{6}_JP_u00000014_client21\.p12$/);
    await readsText(page, `${name} をダウンロードしました。`);
    const opened = run("openssl", ["pkcs12", "-nokeys", "-clcerts", "-passin", `pass:${password}`]);
    opened.child.stdin?.end(content);
    expect((await opened).stdout).toMatch(/subject=.*CN ?= ?client21/);
  });

  test("gives its zip file, with instructions in the reader's language", async () => {
    await press(page, "ダウンロード(zip形式)");
    const { name, content } = await downloaded(".zip");
    expect(name).toMatch(/client21\.zip$/);
    const files = Object.entries(unzipSync(content));
    const endings = files.map(([path]) => path.replace(/^.*\./, "."));
    for (const ending of [".p12", ".crt", ".pem", ".txt"]) expect(endings).toContain(ending);
    expect(files.some(([path, text]) => path.endsWith(".txt") && /[ぁ-ん]/.test(strFromU8(text)))).toBe(true);
  });

  test("gives its authority's certificate", async () => {
    await press(page, "CA証明書: ダウンロード");
    const { content } = await downloaded(".pem");
    expect(content.toString()).toContain("BEGIN CERTIFICATE");
  });
});

test("a certificate is renewed by 証明書更新, OK, which leads to the new one", async () => {
  const holder = await office.world.issue("client22", 50);
  const { issuer, serial } = holder;
  const headers = { "If-Match": '"0"' };
  const body = { remark: "", device: "受付2のパソコン" };
  await login.ask({ method: "PUT", path: `/api/certificates/${issuer}/${serial}/notes`, headers, body });
  await open(holder);
  await press(page, "証明書更新");
  await reads(page, "証明書を更新します。よろしいですか？");
  await shows(page, "dialog button").toEqual(["OK", "キャンセル"]);
  await press(page, "キャンセル");
  await showsFact(page, "新しい証明書").toBeUndefined();
  await press(page, "証明書更新");
  await press(page, "OK");
  await readsText(page, "client22 を更新しました。");
  await showsFact(page, "前の証明書").toBe(serial);
  const renewed = await factOf(page, "シリアル番号");
  expect(renewed).not.toBe(serial);
  // Where it is used does not change with it.
  await showsFact(page, "端末").toBe("受付2のパソコン");
  await press(page, serial, "link");
  await showsFact(page, "新しい証明書").toBe(renewed);
});

describe("a certificate of which the service has no key", () => {
  test("has neither password nor file, and the page says why", async () => {
    await open(await office.world.issue("client40", 500));
    await showsFact(page, "パスワード").toContain("鍵は利用者の端末で作られ");
    await shows(page, ".deeds :is(a, button)").toContain("証明書更新");
    await shows(page, ".deeds :is(a, button)").not.toContain("ダウンロード(p12形式)");
    // Not yet due.
    await shows(page, ".deeds button:disabled").toEqual(["証明書更新"]);
    await readsText(page, "証明書更新できません: まだ更新の時期ではありません。");
  });

  test("and that has expired is renewed from a terminal whose certificate has not", async () => {
    await open(await office.world.issue("client41", -3));
    await showsFact(page, "状態").toBe("期限切れ");
    await press(page, "証明書更新");
    await readsText(page, "今の証明書は期限が切れているため、");
    await press(page, "キャンセル");
    await press(page, "証明書更新");
    await press(page, "OK");
    await readsText(page, "client41 を更新しました。");
    await press(page, "ダウンロード(zip形式)");
    expect((await downloaded(".zip")).name).toMatch(/client41\.zip$/);
  });
});

describe("remark and device", () => {
  const script = `<img src=x onerror="document.title='stolen'">`;

  test("are edited, and whatever is in them is text", async () => {
    await open(await office.world.issue("client50", 500));
    await press(page, "備考・端末の編集");
    await page.locator("#remark").fill(`一行目\n${script}`);
    await page.locator("#device").fill(script);
    await press(page, "保存");
    await readsText(page, "保存しました。");
    await showsFact(page, "備考").toContain(script);
    await page.goto(`${office.site}/#/certificates?search=client50`);
    await readsText(page, script);
    expect(await page.title()).toBe("証明書一覧 - システム管理サイト");
  });

  test("that somebody else has changed first are not lost on either side", async () => {
    const holder = await office.world.issue("client51", 500);
    await open(holder);
    await press(page, "備考・端末の編集");
    const { issuer, serial } = holder;
    const headers = { "If-Match": '"0"' };
    const theirs = { remark: "先の変更", device: "" };
    const path = `/api/certificates/${issuer}/${serial}/notes`;
    expect((await login.ask({ method: "PUT", path, headers, body: theirs })).status).toBe(200);
    await page.locator("#remark").fill("後の変更");
    await press(page, "保存");
    await readsText(page, `${login.user} が`);
    await readsText(page, "先の変更");
    await showsValue(page, "#remark").toBe("後の変更");
    await press(page, "保存");
    await showsFact(page, "備考").toContain("後の変更");
  });
});

test("a certificate is revoked after it was said which, and why", async () => {
  const holder = await office.world.issue("client60", 500);
  await open(holder);
  await press(page, "失効");
  await reads(page, "証明書の失効");
  await readsText(page, "client60 を失効します。");
  expect(await textOf(page, "dialog .serial")).toBe(holder.serial);
  await press(page, "端末や鍵の紛失・盗難・漏えい", "radio");
  await press(page, "失効する");
  await readsText(page, "1件の証明書を失効しました。");
  await showsFact(page, "状態").toBe("失効");
  await showsFact(page, "失効の理由").toBe("端末や鍵の紛失・盗難・漏えい");
});

test("several are downloaded at once, in one file that lists them", async () => {
  await issue("client70");
  await issue("client71");
  await page.goto(`${office.site}/#/certificates?search=client7`);
  await press(page, "このページをすべて選択", "checkbox");
  await press(page, "一括ダウンロード");
  const { content } = await downloaded(".zip");
  const names = Object.keys(unzipSync(content)).join("\n");
  expect(names).toContain("client70");
  expect(names).toContain("client71");
});

test("no form is lost when the session has expired", async () => {
  await page.goto(`${office.site}/#/certificates`);
  await press(page, "新規発行申請");
  await page.locator("#cn").fill("client80");
  await page.locator("#device").fill("会計の端末");
  office.world.now = new Date(office.world.now.getTime() + 13 * 3_600_000);
  await press(page, "発行する");
  await reads(page, "もう一度ログインしてください");
  await page.locator("#login-password").fill(login.password);
  await press(page, "ログイン");
  await reads(page, "確認コードの入力");
  await page.locator("#second-factor").fill(login.nextCode());
  await press(page, "確認する");
  await readsText(page, "client80 を発行しました。");
  await showsFact(page, "端末").toBe("会計の端末");
});

test("a certificate's sheet is printed without controls and secrets", async () => {
  await press(page, "表示する");
  await confirm();
  const password = await textOf(page, ".secret");
  await page.emulateMediaType("print");
  const printed = await page.evaluate(() => document.body.innerText);
  expect(printed).toContain("client80");
  const acts = ["証明書更新", "ダウンロード", "TOP", "期限前の更新", "再発行コード", "この証明書の操作履歴"];
  for (const absent of [password, ...acts]) expect(printed).not.toContain(absent);
  const lines = printed.split("\n").map((line) => line.trim());
  expect(lines).toEqual(expect.arrayContaining(["状態", "備考"]));
  for (const bare of ["パスワード", "CA証明書"]) expect(lines).not.toContain(bare);
  await page.emulateMediaType("screen");
});
