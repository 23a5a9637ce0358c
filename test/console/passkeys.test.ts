import type { CDPSession, Page } from "puppeteer";
import { afterAll, beforeAll, test } from "vitest";
import { createAccount } from "../../src/server/accounts/accounts.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, textsOf } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
beforeAll(async () => {
  office = await Office.open({ computer });
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const password = "kaoru no akikaze";

async function freshAccount(name: string): Promise<void> {
  const { world } = office;
  const facts = { name, tenant: "u00000014", password, role: "operator" as const };
  await createAccount(world.service.store, { ...facts, actor: "operator", now: world.now });
}

/** An authenticator that the browser reaches, by Chrome's own WebAuthn implementation. */
async function plugIn(
  page: Page,
  { verified = true, transport = "internal" }: { readonly verified?: boolean; readonly transport?: "internal" | "usb" } = {},
): Promise<{ readonly session: CDPSession; readonly id: string }> {
  const session = await page.createCDPSession();
  await session.send("WebAuthn.enable");
  const simulated = { hasUserVerification: true, isUserVerified: verified, automaticPresenceSimulation: true };
  const options = { protocol: "ctap2", transport, hasResidentKey: true, ...simulated } as const;
  const { authenticatorId: id } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { session, id };
}

async function enter(page: Page, user: string): Promise<void> {
  await page.locator("#login-user").fill(user);
  await page.locator("#login-password").fill(password);
  await press(page, "ログイン");
}

async function leave(page: Page): Promise<void> {
  await page.locator("summary").click();
  await press(page, "ログアウト");
  await reads(page, "ログイン");
}

test("a passkey is registered at the first login, and logs in, confirms, and is one of several from then on", async () => {
  await freshAccount("hajime");
  const page = await office.visit();
  await plugIn(page);
  await enter(page, "hajime");
  await reads(page, "認証アプリの設定");
  await press(page, "パスキーを登録する");
  await reads(page, "回復コードを控えてください");
  const [recoveryCode = ""] = await textsOf(page, ".codes code");
  await page.locator(".check input").click();
  await press(page, "TOPへ進む");
  await reads(page, "TOP");

  await leave(page);
  await enter(page, "hajime");
  await readsText(page, "登録したパスキーで");
  await press(page, "パスキーで確認する");
  await reads(page, "TOP");

  await page.locator("summary").click();
  await press(page, "自分のアカウント", "link");
  await readsText(page, "最初のパスキー");
  // The last second factor stays.
  await press(page, "最初のパスキー: 削除");
  await press(page, "削除");
  await reads(page, "確認コードをもう一度入力してください");
  await press(page, "パスキーで確認する");
  await readsText(page, "最後の1つは削除できません");
  await page.keyboard.press("Escape");

  // Another device: the browser's first one has a passkey of this account already.
  await plugIn(page, { transport: "usb" });
  await press(page, "パスキーを追加");
  await page.locator("#passkey-name").fill("予備の鍵");
  await press(page, "登録する");
  await readsText(page, "パスキー「予備の鍵」を登録しました。");
  await press(page, "最初のパスキー: 削除");
  await press(page, "削除");
  await readsText(page, "パスキー「最初のパスキー」を削除しました。");
  await shows(page, ".card:first-of-type .entries .strong").toEqual(["予備の鍵"]);

  // Without its passkey, a recovery code logs in, once.
  await leave(page);
  await enter(page, "hajime");
  await page.locator("#second-factor").fill(recoveryCode);
  await press(page, "確認する");
  await reads(page, "TOP");
  await page.close();
});

test("a passkey of which nobody proves to be the user registers nothing, and the person may try again", async () => {
  await freshAccount("futatsume");
  const page = await office.visit();
  const { session, id } = await plugIn(page, { verified: false });
  await enter(page, "futatsume");
  await reads(page, "認証アプリの設定");
  await press(page, "パスキーを登録する");
  await readsText(page, "パスキーの操作が終わりませんでした");
  await session.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: true });
  await press(page, "パスキーを登録する");
  await reads(page, "回復コードを控えてください");
  await page.close();
});
