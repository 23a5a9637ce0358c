import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { FullLogin } from "../support/full-login.ts";
import { send } from "../support/tls-client.ts";
import { Office, press, reads, readsText, textOf } from "./office.ts";
import { shows, showsFocus } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let page: Page;
let login: FullLogin;
beforeAll(async () => {
  office = await Office.open({ computer });
  ({ page, login } = await office.comeIn("#/"));
  await reads(page, "TOP");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** The only token of the list. */
const row = ".tokens tbody tr";

/** The status of a program's request. */
async function statusWith(token: string): Promise<number> {
  const { port, root } = office.world;
  const to = { port, root, host: "ctrl.localhost", identity: office.certificate };
  return (await send(to, { path: "/api/tenant", headers: { Authorization: `Bearer ${token}` } })).status;
}

describe("an administrator", () => {
  let token: string;

  test("finds the tokens in the account's menu", async () => {
    await page.locator("summary").click();
    await press(page, "APIトークン", "link");
    await reads(page, "APIトークン");
    await readsText(page, "トークンはまだありません。");
    await shows(page, "details.account[open]").toEqual([]);
  });

  test("is told what is missing, before anything is sent", async () => {
    await press(page, "トークンを作成");
    await page.locator("dialog input[type=checkbox]").click();
    await press(page, "作成する");
    await readsText(page, "1文字以上、64文字までで入力してください。");
    await readsText(page, "1つ以上選んでください。");
    await showsFocus(page).toBe("token-name");
  });

  test("makes a token after the second factor, and sees it once", async () => {
    await page.locator("#token-name").fill("夜間の一覧取得");
    await page.locator("dialog input[type=checkbox]").click();
    await press(page, "作成する");
    await reads(page, "確認コードをもう一度入力してください");
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, "確認する");
    await reads(page, "トークンを控えてください");
    token = await textOf(page, "dialog code");
    expect(token).toMatch(/^koshin_[0-9a-f]{72}$/);
    await press(page, "閉じる");
    const made = /^夜間の一覧取得 [0-9a-f]{12} · 作成: \S+ 閲覧 有効 \d{4}\/\d\d\/\d\d \d\d:\d\d なし 失効$/;
    await shows(page, row).toEqual([expect.stringMatching(made)]);
    expect(await page.content()).not.toContain(token);
    expect(await statusWith(token)).toBe(200);
  });

  test("sees when it was last used, and revokes it, asked before", async () => {
    await page.reload();
    await shows(page, row).toEqual([expect.not.stringContaining("なし")]);
    await press(page, "夜間の一覧取得: 失効");
    await reads(page, "「夜間の一覧取得」を失効します。よろしいですか？");
    await press(page, "失効");
    await readsText(page, "「夜間の一覧取得」を失効しました。");
    await shows(page, row).toEqual([expect.stringContaining(" 閲覧 失効 ")]);
    expect(await statusWith(token)).toBe(401);
  });
});

test("somebody who is no administrator has no way there, and is told so", async () => {
  const { page: own } = await office.comeIn("#/tokens", { role: "operator" });
  await reads(own, "APIトークン");
  await readsText(own, "APIトークンを扱えるのは管理者だけです。");
  await own.locator("summary").click();
  await shows(own, ".account a").toContain("自分のアカウント");
  await shows(own, ".account a").not.toContain("APIトークン");
  await own.close();
});
