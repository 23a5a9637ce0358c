import { decode } from "fast-png";
import type { Page } from "puppeteer";
import decodeQR from "qr/decode.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "../../src/protocol/console/session.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { createLightAccount } from "../support/light-account.ts";
import { authenticatorApp, Office, press, reads, readsText, textOf } from "./office.ts";
import { shows, showsFocus, textsOf } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
beforeAll(async () => {
  office = await Office.open({ computer });
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const password = "kaoru no akikaze";

/** An account that has never been used. */
async function freshAccount(name: string, role: Role = "administrator"): Promise<void> {
  const { world } = office;
  const { store } = world.service;
  await createLightAccount(store, { name, tenant: "u00000014", password, role, actor: "operator", now: world.now });
}

async function enter(page: Page, user: string, typed = password): Promise<void> {
  await page.locator("#login-user").fill(user);
  await page.locator("#login-password").fill(typed);
  await press(page, "ログイン");
}

async function give(page: Page, code: string, button = "確認する"): Promise<void> {
  await page.locator("#second-factor").fill(code);
  await press(page, button);
}

/** Sets up the second factor on the page that asks for it, and keeps the recovery codes. */
async function setUp(page: Page): Promise<{ readonly nextCode: () => string; readonly recoveryCodes: readonly string[] }> {
  await reads(page, "認証アプリの設定");
  const nextCode = authenticatorApp(office.world, (await textOf(page, "code.copyable")).replaceAll(" ", ""));
  await give(page, nextCode(), "設定する");
  await reads(page, "回復コードを控えてください");
  const recoveryCodes = await textsOf(page, ".codes code");
  return { nextCode, recoveryCodes };
}

describe("the first login", () => {
  test("sets up an authenticator app by a QR code, and shows recovery codes once", async () => {
    await freshAccount("hajime");
    const page = await office.visit();
    await enter(page, "hajime");
    await reads(page, "認証アプリの設定");
    // What an app reads from the screen is the secret that is shown beside it.
    const drawing = await page.waitForSelector(".qr");
    const { data, width, height } = decode((await drawing?.screenshot()) ?? new Uint8Array());
    const uri = new URL(decodeQR({ data: Uint8Array.from(data), width, height }));
    expect(uri.protocol).toBe("otpauth:");
    expect(uri.searchParams.get("secret")).toBe((await textOf(page, "code.copyable")).replaceAll(" ", ""));

    const { recoveryCodes } = await setUp(page);
    expect(recoveryCodes.length).toBeGreaterThanOrEqual(8);
    // One goes on only with the codes kept.
    await shows(page, "button.primary:disabled").toEqual(["TOPへ進む"]);
    await page.locator(".check input").click();
    await press(page, "TOPへ進む");
    await reads(page, "TOP");
    await page.close();
  });
});

describe("a login", () => {
  let nextCode: () => string;
  let recoveryCodes: readonly string[];
  beforeAll(async () => {
    await freshAccount("futatsume");
    const page = await office.visit();
    await enter(page, "futatsume");
    ({ nextCode, recoveryCodes } = await setUp(page));
    await page.close();
  });

  test("with a wrong password is refused without saying what was wrong, and can be repeated at once", async () => {
    const page = await office.visit();
    await enter(page, "futatsume", "not the password");
    await readsText(page, "ユーザー名またはパスワードが正しくありません");
    await showsFocus(page).toBe("login-password");
    const known = await textOf(page, "[role=alert]");
    await enter(page, "nobody", "not the password");
    await page.waitForFunction(() => document.querySelector("[type=submit][aria-disabled=false]") !== null);
    expect(await textOf(page, "[role=alert]")).toBe(known);
    await page.close();
  });

  test("needs a code of the app, which counts once, or a recovery code", async () => {
    const page = await office.visit();
    await enter(page, "futatsume");
    await reads(page, "確認コードの入力");
    await give(page, "000000");
    await readsText(page, "second-factor-wrong");
    // Neither has the page anything to show without it.
    await page.goto(`${office.site}/#/certificates`);
    await page.reload();
    await reads(page, "確認コードの入力");
    await give(page, nextCode());
    await reads(page, "証明書一覧");
    await page.close();

    const next = await office.visit();
    await enter(next, "futatsume");
    await give(next, recoveryCodes[0] ?? "");
    await reads(next, "TOP");
    await next.close();
  });

  test("ends with the log-out, also for another tab", async () => {
    const page = await office.visit();
    await enter(page, "futatsume");
    await give(page, nextCode());
    await reads(page, "TOP");
    const other = await office.openAgain("#/certificates");
    await reads(other, "証明書一覧");
    // A browser draws nothing in a tab behind another one.
    await page.bringToFront();
    await page.locator("summary").click();
    await press(page, "ログアウト");
    await reads(page, "ログイン");
    await readsText(page, "ログアウトしました。");
    await other.bringToFront();
    await press(other, "ログイン履歴", "link");
    await reads(other, "もう一度ログインしてください");
    // What was said of the log-out does not stay over the next login.
    await page.bringToFront();
    await enter(page, "futatsume");
    await reads(page, "確認コードの入力");
    await shows(page, ".said:not(:empty)").toEqual([]);
    await page.close();
    await other.close();
  });

  test("that took too long starts again with the password", async () => {
    const page = await office.visit();
    await enter(page, "futatsume");
    await reads(page, "確認コードの入力");
    office.world.now = new Date(office.world.now.getTime() + 11 * 60_000);
    await give(page, nextCode());
    await reads(page, "ログイン");
    await page.close();
  });
});

test("the language is switched before and after the login, and kept for the next visit", async () => {
  const page = await office.visit();
  await press(page, "English");
  await reads(page, "Log in");
  await expect.poll(() => page.$eval("html", ({ lang }) => lang)).toBe("en");
  await page.reload();
  await reads(page, "Log in");
  await press(page, "日本語");
  await reads(page, "ログイン");
  await page.close();
});

test("an invitation's link that is incomplete says so", async () => {
  const page = await office.visit("#/invitation/abc");
  await readsText(page, "リンクが途中で切れています");
  await page.close();
});
