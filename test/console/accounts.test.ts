import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeFacts, versionOf } from "../../src/server/accounts/change-facts.ts";
import { findAccountRow } from "../../src/server/store/accounts/account-rows.ts";
import { listSessionsOf } from "../../src/server/store/accounts/session-rows.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { logIn, type FullLogin } from "../support/full-login.ts";
import { authenticatorApp, Office, press, reads, readsText, textOf } from "./office.ts";
import { shows, showsFocus, showsValue, textsOf } from "./reading.ts";

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

/** Waits until the list says something of an account. */
async function saysOf(name: string, text: string): Promise<void> {
  const rows = (): Promise<readonly string[]> => textsOf(page, ".accounts tbody tr");
  await expect.poll(async () => (await rows()).find((row) => row.startsWith(`${name} `))).toContain(text);
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
    await showsFocus(page).toBe("name");
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
    await reads(page, "tanaka に渡すリンク");
    link = await textOf(page, "dialog code");
    expect(link).toMatch(/^https:\/\/ctrl\.localhost(:\d+)?\/#\/invitation\/[\w-]{43}$/);
    await press(page, "閉じる");
    await saysOf("tanaka", "田中 花子 · tanaka@example.jp 担当者 招待中");
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
    await showsFocus(page).toBe("ユーザーを招待");
  });

  test("whom they invited chooses a password, sets up an app, and is in", async () => {
    const own = await office.visit(new URL(link).hash);
    await reads(own, "パスワードの設定");
    await showsValue(own, "#invited-user").toBe("tanaka");
    await readsText(own, "田中 花子 · u00000014");
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
    // Nothing that was said of an earlier step covers the codes.
    await shows(own, ".said:not(:empty)").toEqual([]);
    await own.locator(".check input").click();
    await press(own, "TOPへ進む");
    await reads(own, "TOP");
    // An operator sees the accounts, but manages none.
    await press(own, "ユーザ管理", "link");
    await reads(own, "ユーザー一覧");
    await shows(own, ".accounts tbody tr").not.toEqual([]);
    await shows(own, "main button").toEqual([]);
    await own.close();

    const late = await office.visit(new URL(link).hash);
    await readsText(late, "このリンクは使用済み");
    await late.close();
  });

  test("disables, enables and resets an account, and is asked before", async () => {
    page = await office.visit("#/accounts", { cookie: login.cookie });
    await saysOf("tanaka", "利用中 設定済");
    await press(page, "tanaka: 停止");
    await reads(page, "tanaka を停止します。よろしいですか？");
    await press(page, "キャンセル");
    await press(page, "tanaka: 停止");
    await press(page, "停止");
    await readsText(page, "tanaka を停止しました。");
    await saysOf("tanaka", "停止中");
    await press(page, "tanaka: 再開");
    await press(page, "再開");
    await saysOf("tanaka", "利用中");
    await press(page, "tanaka: 初期化");
    await press(page, "初期化");
    await reads(page, "tanaka に渡すリンク");
    const anew = await textOf(page, "dialog code");
    expect(anew).not.toBe(link);
    await press(page, "閉じる");
    // The page does not say that they were invited.
    const own = await office.openAgain(new URL(anew).hash);
    await reads(own, "パスワードの再設定");
    await readsText(own, "アカウントが初期化されました");
    await own.close();
    await saysOf("tanaka", "招待中 未設定");
  });

  test("edits role, name and mail address, and sees whose change came first, with what they have entered still there", async () => {
    await press(page, "tanaka: 編集");
    await reads(page, "tanaka の編集");
    await page.locator("#edit-mail").fill("tanaka");
    await press(page, "保存");
    await readsText(page, "メールアドレスを tanaka@example.jp のように入力してください。");
    await page.locator("#edit-mail").fill("hanako@example.jp");
    await page.locator("#edit-name").fill("田中 はなこ");
    const other = await logIn(office.world, office.certificate, { user: "sato" });
    const account = { tenant: "u00000014", name: "tanaka" };
    const row = await findAccountRow(office.world.service.store, account);
    if (row === undefined) throw new Error("There is an account tanaka.");
    const facts = { role: "viewer" as const, personName: "田中", mail: null };
    const act = { actor: `account:${other.user}@u00000014`, now: office.world.now };
    await changeFacts(office.world.service.store, account, facts, versionOf(row), act);
    await press(page, "保存");
    await readsText(page, "sato が");
    await readsText(page, "先に変更しました");
    await showsValue(page, "#edit-name").toBe("田中 はなこ");
    await page.locator("select[name=edit-role]").fill("operator");
    await press(page, "保存");
    await readsText(page, "tanaka を保存しました。");
    await saysOf("tanaka", "田中 はなこ · hanako@example.jp 担当者");
  });

  test("sees where somebody is logged in, and ends it", async () => {
    const { store } = office.world.service;
    await press(page, "sato: ログイン状況");
    await reads(page, "sato のログイン状況");
    await readsText(page, "証明書 client900");
    await press(page, "システム管理サイト 127.0.0.1: 終了");
    await readsText(page, "ログインしていません。");
    expect(await listSessionsOf(store, { tenant: "u00000014", name: "sato" })).toEqual([]);
    await press(page, "閉じる");
  });

  test("has no buttons for their own account", async () => {
    await saysOf(login.user, "(自分)");
    await shows(page, ".accounts tbody tr:not(:has(button))").toHaveLength(1);
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
  const rows = await textsOf(own, ".logins tbody tr");
  expect(rows[0]).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d （登録のない名前） 失敗 client900 ctrl\.localhost\S* 127\.0\.0\.1$/);
  expect(rows.some((row) => row.includes(` ${login.user} ログイン `))).toBe(true);
  expect(await own.content()).not.toContain("my-secret-password");
  await own.close();
});
