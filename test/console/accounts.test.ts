import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { FullLogin } from "../support/full-login.ts";
import { authenticatorApp, Office, press, reads, readsText, textOf } from "./office.ts";

const computer = sharedComputer();
let office: Office;
let page: Page;
let login: FullLogin;
beforeAll(async () => {
  office = await Office.open({ computer });
  ({ page, login } = await office.comeIn("#/accounts"));
  await reads(page, "ユーザー一覧");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** What the list says of an account. */
async function rowOf(name: string): Promise<string> {
  const rows = await page.$$eval(".accounts tbody tr", (found) => found.map(({ innerText }) => innerText.replace(/\s+/g, " ")));
  return rows.find((row) => row.trim().startsWith(name)) ?? "";
}

describe("an administrator", () => {
  let link: string;

  test("is told what is wrong with an invitation before it is sent", async () => {
    await press(page, "ユーザーを招待");
    await page.locator("#name").fill("Tanaka Hanako");
    await page.locator("#mail").fill("tanaka");
    await press(page, "招待する");
    await readsText(page, "英小文字で始め");
    await readsText(page, "メールアドレスを tanaka@example.jp のように入力してください。");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("name");
  });

  test("invites somebody by a link that is shown once", async () => {
    await page.locator("#name").fill("tanaka");
    await page.locator("#personName").fill("田中 花子");
    await page.locator("#mail").fill("tanaka@example.jp");
    await press(page, "招待する");
    // The link is a secret.
    await reads(page, "確認コードをもう一度入力してください");
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, "確認する");
    await reads(page, "tanaka への招待");
    link = await textOf(page, "dialog code");
    expect(link).toMatch(/^https:\/\/ctrl\.localhost(:\d+)?\/#\/invitation\/[\w-]{43}$/);
    await press(page, "閉じる");
    await expect.poll(() => rowOf("tanaka")).toContain("田中 花子 · tanaka@example.jp 担当者 招待中");
    expect(await page.content()).not.toContain(link);
  });

  test("cannot invite the same name twice", async () => {
    await press(page, "ユーザーを招待");
    await page.locator("#name").fill("tanaka");
    await press(page, "招待する");
    await readsText(page, "その名前のユーザーがすでにいます");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector("dialog") === null);
    // The focus is back where it was.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("ユーザーを招待");
  });

  test("whom they invited chooses a password, sets up an app, and is in", async () => {
    const own = await office.visit(new URL(link).hash);
    await reads(own, "パスワードの設定");
    const choose = async (password: string, again = password): Promise<void> => {
      await own.locator("#new-password").fill(password);
      await own.locator("#repeated-password").fill(again);
      await press(own, "パスワードを設定する");
    };
    await choose("short");
    await readsText(own, "8文字以上で入力してください。");
    await choose("aki no kaze ga", "aki no kaze ka");
    await readsText(own, "2つのパスワードが異なります");
    await choose("password1");
    await readsText(own, "password-unfit");
    await choose("aki no kaze ga");
    await reads(own, "認証アプリの設定");
    expect(own.url()).not.toContain("invitation");
    const nextCode = authenticatorApp(office.world, (await textOf(own, "code.copyable")).replaceAll(" ", ""));
    await own.locator("#second-factor").fill(nextCode());
    await press(own, "設定する");
    await reads(own, "回復コードを控えてください");
    await own.locator(".check input").click();
    await press(own, "TOPへ進む");
    await reads(own, "TOP");
    // An operator sees the accounts, but manages none.
    await press(own, "ユーザ管理", "link");
    await reads(own, "ユーザー一覧");
    await own.waitForNetworkIdle();
    expect(await own.$$("main button")).toHaveLength(0);
    await own.close();

    const late = await office.visit(new URL(link).hash);
    await late.locator("#new-password").fill("aki no kaze ga");
    await late.locator("#repeated-password").fill("aki no kaze ga");
    await press(late, "パスワードを設定する");
    await readsText(late, "招待のリンクは使用済み");
    await late.close();
  });

  test("disables, enables and resets an account, and is asked before", async () => {
    page = await office.visit("#/accounts", { cookie: login.cookie });
    await expect.poll(() => rowOf("tanaka")).toContain("利用中 設定済");
    await press(page, "tanaka: 停止");
    await reads(page, "tanaka を停止します。よろしいですか？");
    await press(page, "キャンセル");
    await press(page, "tanaka: 停止");
    await press(page, "停止");
    await readsText(page, "tanaka を停止しました。");
    await expect.poll(() => rowOf("tanaka")).toContain("停止中");
    await press(page, "tanaka: 再開");
    await press(page, "再開");
    await expect.poll(() => rowOf("tanaka")).toContain("利用中");
    await press(page, "tanaka: 初期化");
    await press(page, "初期化");
    await reads(page, "tanaka への招待");
    expect(await textOf(page, "dialog code")).not.toBe(link);
    await press(page, "閉じる");
    await expect.poll(() => rowOf("tanaka")).toContain("招待中 未設定");
  });

  test("has no buttons for their own account", async () => {
    expect(await rowOf(login.user)).toContain("(自分)");
    expect(await page.$$eval("tbody tr", (rows) => rows.filter((row) => row.querySelector("button") === null).length)).toBe(1);
  });
});

test("the login history shows who logged in from where, and no name that is nobody's", async () => {
  const bare = await office.visit();
  await bare.locator("#login-user").fill("my-secret-password");
  await bare.locator("#login-password").fill("whatever it is");
  await press(bare, "ログイン");
  await readsText(bare, "ユーザー名またはパスワードが正しくありません");
  await bare.close();
  const own = await office.visit("#/logins", { cookie: login.cookie });
  await reads(own, "ログイン履歴");
  await own.locator("tbody tr").wait();
  const rows = await own.$$eval("tbody tr", (found) => found.map(({ innerText }) => innerText.replace(/\s+/g, " ").trim()));
  expect(rows[0]).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d （登録のない名前） 失敗 client900 ctrl\.localhost\S* 127\.0\.0\.1$/);
  expect(rows.some((row) => row.includes(` ${login.user} ログイン `))).toBe(true);
  expect(await own.content()).not.toContain("my-secret-password");
  await own.close();
});
