import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession } from "../../src/server/accounts/sessions/sessions.ts";
import { findAccountRow } from "../../src/server/store/accounts/account-rows.ts";
import { listSessionsOf } from "../../src/server/store/accounts/session-rows.ts";
import { transact } from "../../src/server/store/transact.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { FullLogin } from "../support/full-login.ts";
import { authenticatorApp, Office, press, reads, readsText, textOf } from "./office.ts";
import { showsValue, textsOf } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let page: Page;
let login: FullLogin;
beforeAll(async () => {
  office = await Office.open({ computer });
  ({ page, login } = await office.comeIn("#/own-account", { role: "viewer" }));
  await readsText(page, "未使用の回復コードは10個です。");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** The codes of the authenticator app that is in use. */
let nextCode = (): string => login.nextCode();

async function confirm(): Promise<void> {
  await reads(page, "確認コードをもう一度入力してください");
  await page.locator("#second-factor").fill(nextCode());
  await press(page, "確認する");
}

describe("somebody, on the page of their own account,", () => {
  test("changes name and mail address, after the second factor once more", async () => {
    await page.locator("#own-name").fill("鈴木 一郎");
    await page.locator("#own-mail").fill("suzuki");
    await press(page, "保存");
    await readsText(page, "メールアドレスを tanaka@example.jp のように入力してください。");
    await page.locator("#own-mail").fill("suzuki@example.jp");
    await press(page, "保存");
    await confirm();
    await readsText(page, "保存しました。");
    await page.waitForFunction(() => document.querySelector("header summary")?.textContent.includes("鈴木 一郎"));
    const row = await findAccountRow(office.world.service.store, { tenant: "u00000014", name: login.user });
    expect(row).toMatchObject({ personName: "鈴木 一郎", mail: "suzuki@example.jp" });
  });

  test("sees where they are logged in, and ends the others", async () => {
    const { service, now } = office.world;
    const session = { tenant: "u00000014", account: login.user, cn: "client900", site: "console", step: "open" } as const;
    for (const address of ["192.0.2.7", "192.0.2.8", "192.0.2.9"]) {
      const place = { host: "ctrl.localhost", address };
      await transact(service.store, async (transaction) => await openSession(transaction, session, now, place));
    }
    await page.reload();
    await readsText(page, "システム管理サイト 127.0.0.1 (この画面)");
    await press(page, "システム管理サイト 192.0.2.8: 終了");
    await readsText(page, "ログインを終了しました。");
    await page.waitForFunction(() => !document.body.innerText.includes("192.0.2.8"));
    await readsText(page, "192.0.2.7");
    await press(page, "ほかをすべて終了");
    await readsText(page, "ほかのログインをすべて終了しました。");
    await page.waitForFunction(() => document.querySelectorAll(".entries li button").length === 0);
    const left = await listSessionsOf(service.store, { tenant: "u00000014", name: login.user });
    expect(left.map(({ address }) => address)).toEqual(["127.0.0.1"]);
  });

  test("chooses another password", async () => {
    const chosen = "several words of mine";
    await page.locator("#present-password").fill("wrong");
    await page.locator("#new-password").fill(chosen);
    await page.locator("#repeated-password").fill("something else");
    await press(page, "変更する");
    await readsText(page, "2つのパスワードが異なります");
    await page.locator("#repeated-password").fill(chosen);
    await press(page, "変更する");
    await readsText(page, "いまのパスワードが違います");
    await page.locator("#present-password").fill(login.password);
    await press(page, "変更する");
    await readsText(page, "パスワードを変更しました。");
    await showsValue(page, "#new-password").toBe("");
  });

  test("makes recovery codes anew, which are shown once", async () => {
    await press(page, "作り直す");
    await reads(page, "回復コードを作り直します。よろしいですか？");
    await press(page, "OK");
    await reads(page, "回復コードを控えてください");
    const [code = ""] = await textsOf(page, ".codes code");
    expect(code).toMatch(/^[\w-]{19}$/);
    // Escape does not lose them.
    await page.keyboard.press("Escape");
    await page.locator(".check input").click();
    await press(page, "閉じる");
    await page.waitForFunction(() => document.querySelector("dialog") === null);
    expect(await page.content()).not.toContain(code);
  });

  test("moves the second factor to a new phone: its app replaces the earlier one", async () => {
    await press(page, "新しい端末に替える");
    await reads(page, "認証アプリの設定");
    await page.waitForSelector(".qr");
    const newApp = authenticatorApp(office.world, (await textOf(page, "code.copyable")).replaceAll(" ", ""));
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, "設定する");
    await readsText(page, "second-factor-wrong");
    await page.locator("#second-factor").fill(newApp());
    await press(page, "設定する");
    await reads(page, "回復コードを控えてください");
    await page.locator(".check input").click();
    await press(page, "閉じる");
    await readsText(page, "認証アプリを設定しました。");
    await readsText(page, "未使用の回復コードは10個です。");
    nextCode = newApp;
    office.world.now = new Date(office.world.now.getTime() + 6 * 60_000);
    await press(page, "作り直す");
    await press(page, "OK");
    await confirm();
    await reads(page, "回復コードを控えてください");
  });
});
