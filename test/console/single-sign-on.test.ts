import type { Page, Target } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownSecurityTexts } from "../../src/console/texts/own-security-for.ts";
import { loadTexts } from "../../src/console/texts/texts-for.ts";
import { trustAuthority } from "../../src/demo/browser/key-store.ts";
import { consolePaths } from "../../src/protocol/console/paths.ts";
import { linkIdentity } from "../../src/server/store/accounts/identity-rows.ts";
import { removeSessionsOf } from "../../src/server/store/accounts/session-rows.ts";
import { transact } from "../../src/server/store/transact.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { lookAt } from "../look/look-at.ts";
import { pageModes } from "../look/modes.ts";
import type { FullLogin } from "../support/full-login.ts";
import { OpenIdProvider } from "../support/openid-provider.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { showsAddress, showsValue } from "./reading.ts";

const computer = sharedComputer();
const people = new Map([
  ["suzuki-at-id", { mail: "suzuki@clinic.example.jp", amr: ["hwk"] }],
  ["tanaka-at-id", { mail: "tanaka@clinic.example.jp", amr: ["hwk"] }],
  ["sato-at-id", { mail: "sato@clinic.example.jp", amr: ["hwk"] }],
  ["nobody-here", { mail: "suzuki@clinic.example.jp" }],
]);
let provider: OpenIdProvider;
let office: Office;
beforeAll(async () => {
  provider = await OpenIdProvider.start(people, () => `${office.site}${consolePaths.signedIn}`);
  const settings = { identityProviders: [{ ...provider.settings, secondFactor: { amr: ["hwk"] } }] };
  office = await Office.open({ computer, settings });
  await trustAuthority(office.computer.home, provider.settings.caFile ?? "", "Identity Root");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

async function atProvider(page: Page, sub: string): Promise<void> {
  await reads(page, "Who are you?");
  await page.locator("input").fill(sub);
  await press(page, "Sign in");
}

/** Links an identity to somebody's account, as they have done on some other day. */
async function linkTo({ user }: FullLogin, subject: string): Promise<void> {
  const { service, now } = office.world;
  const identity = { tenant: "u00000014", issuer: provider.settings.issuer, subject, account: user };
  await transact(
    service.store,
    async (transaction) => await linkIdentity(transaction, { ...identity, linkedAt: now.getTime(), lastUsedAt: null }),
  );
}

async function begin(page: Page): Promise<void> {
  await press(page, "Clinic IDでログイン");
}

test("an identity is linked on the page of the account, and logs in from another site, whose strict cookie is sent", async () => {
  const { page, login } = await office.comeIn("#/own-account");
  await readsText(page, "連携しているIDはありません。");
  await press(page, "Clinic IDと連携する");
  await reads(page, "確認コードをもう一度入力してください");
  await page.locator("#second-factor").fill(login.nextCode());
  await press(page, "確認する");
  await atProvider(page, "suzuki-at-id");
  await reads(page, "自分のアカウント");
  await readsText(page, "連携を解除");
  await showsAddress(page).toBe(`${office.site}/#/own-account`);
  await page.locator("summary").click();
  await press(page, "ログアウト");
  await reads(page, "ログイン");

  // The provider's session is still there, and its second factor counts: one press is enough.
  await begin(page);
  await reads(page, "TOP");
  const cookies = await office.computer.browser.cookies();
  const ours = cookies.filter(({ domain }) => domain === "ctrl.localhost");
  expect(ours.map(({ name, sameSite, httpOnly, secure }) => [name, sameSite, httpOnly, secure])).toEqual([
    ["__Host-session", "Strict", true, true],
  ]);
  await page.reload();
  await reads(page, "TOP");
  await page.close();
});

/** Ends the sessions of an account behind its user's back. */
async function endSessions({ user }: FullLogin): Promise<void> {
  const account = { tenant: "u00000014", name: user };
  await transact(office.world.service.store, async (transaction) => await removeSessionsOf(transaction, account));
}

test("somebody whose session ends logs in again at the provider, in a window, and what they have entered is saved", async () => {
  const { browser } = office.computer;
  const { page, login } = await office.comeIn("#/own-account");
  await linkTo(login, "tanaka-at-id");
  await page.locator("#own-name").fill("田中 花子");
  await endSessions(login);
  await press(page, "保存");
  await reads(page, "もう一度ログインしてください");
  await readsText(page, "別のウィンドウでログインします");
  const opened = new Promise<Page>((resolve) => {
    browser.once("targetcreated", (target: Target) => void target.asPage().then(resolve));
  });
  await begin(page);
  await atProvider(await opened, "tanaka-at-id");
  // The window has closed, and what was done goes on by itself: it asks for the second factor once more.
  await reads(page, "確認コードをもう一度入力してください");
  await showsValue(page, "#own-name").toBe("田中 花子");
  await page.locator("#second-factor").fill(login.nextCode());
  await press(page, "確認する");
  await readsText(page, "保存しました。");
  await expect.poll(async () => (await browser.pages()).filter((each) => each.url().startsWith(office.site)).length).toBe(1);

  // Whoever logs in as somebody else does not carry on with this person's work.
  await endSessions(login);
  await press(page, "保存");
  await reads(page, "もう一度ログインしてください");
  await browser.deleteCookie(...(await browser.cookies()).filter(({ domain }) => domain === "localhost"));
  const again = new Promise<Page>((resolve) => {
    browser.once("targetcreated", (target: Target) => void target.asPage().then(resolve));
  });
  await begin(page);
  await atProvider(await again, "suzuki-at-id");
  await readsText(page, `この画面の操作を続けるには、${login.user} としてログインしてください。`);
  await page.close();
});

test("an identity is unlinked only after what that means was read", async () => {
  const { page, login } = await office.comeIn("#/own-account");
  await linkTo(login, "sato-at-id");
  await page.reload();
  await press(page, "連携を解除: Clinic ID");
  await reads(page, "Clinic IDとの連携を解除します。よろしいですか？");
  await readsText(page, "これからはパスワードでログインします。");
  await press(page, "キャンセル");
  await press(page, "連携を解除: Clinic ID");
  await press(page, "連携を解除");
  await reads(page, "確認コードをもう一度入力してください");
  await page.locator("#second-factor").fill(login.nextCode());
  await press(page, "確認する");
  await readsText(page, "Clinic IDとの連携を解除しました。");
  await readsText(page, "連携しているIDはありません。");
  await page.close();
});

test("whoever is not linked, or whose provider is unreachable, reads why, and logs in with the password", async () => {
  const page = await office.visit();
  await begin(page);
  await atProvider(page, "nobody-here");
  await readsText(page, "連携済みのアカウントがありません");
  await page.locator("#login-user").wait();
  await page.close();
});

describe.for(["ja", "en"] as const)("in %s, without faults in any mode, is", async (language) => {
  const texts = await loadTexts(language);

  test("the way in with an identity provider, and what it links", async () => {
    const page = await office.visit("#/sign-in/identity-not-linked", { language });
    await readsText(page, texts.providers.logIn("Clinic ID"));
    expect(await lookAt(page, `console-providers-${language}`, pageModes)).toEqual([]);
    await page.close();
    const { page: own, login } = await office.comeIn("#/own-account", { language });
    await readsText(own, texts.ownAccount.identities.none);
    expect(await lookAt(own, `console-identities-${language}`, pageModes)).toEqual([]);
    await linkTo(login, `looked-at-${language}`);
    await own.reload();
    await press(own, `${texts.ownAccount.identities.unlink}: Clinic ID`);
    await reads(own, ownSecurityTexts(language).unlinking.question("Clinic ID"));
    expect(await lookAt(own, `console-unlink-${language}`, pageModes)).toEqual([]);
    await own.keyboard.press("Escape");
    await endSessions(login);
    await own.evaluate(() => void (location.hash = "#/accounts"));
    await reads(own, texts.login.again);
    await readsText(own, texts.providers.logIn("Clinic ID"));
    expect(await lookAt(own, `console-login-again-${language}`, pageModes)).toEqual([]);
    await own.close();
  });
});

test("a provider that has become unreachable leaves the password", async () => {
  const page = await office.visit("", { language: "ja" });
  await readsText(page, "Clinic IDでログイン");
  const back = `${office.site}${consolePaths.signedIn}?code=x&state=y`;
  await page.goto(back);
  await readsText(page, "外部のログインが完了しませんでした");
  provider.stop();
  office.world.now = new Date(office.world.now.getTime() + 2 * 3_600_000);
  await begin(page);
  await readsText(page, "外部のログインサービスにつながりません");
  await page.close();
});
