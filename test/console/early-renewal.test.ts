import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/server/settings/settings.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { askStatus, issuedIn, makeRequest, renewed } from "../support/enrolment.ts";
import type { FullLogin } from "../support/full-login.ts";
import { enrolWithCode, recoveryHost } from "../support/recovery.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { Office, press, reads, readsText, textOf } from "./office.ts";
import { shows, showsFact } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let page: Page;
let login: FullLogin;
beforeAll(async () => {
  const assets = join(import.meta.dirname, "..", "..", "dist", "recovery");
  office = await Office.open({ computer, settings: { recovery: { ...defaultSettings.recovery, assets } } });
  ({ page, login } = await office.comeIn("#/certificates"));
  await reads(page, "証明書一覧");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

/** Opens a certificate's details. */
async function open({ issuer, serial }: Pick<Holder, "issuer" | "serial">): Promise<void> {
  await page.goto(`${office.site}/#/certificates/${issuer}/${serial}`);
  await showsFact(page, "シリアル番号").toBe(serial);
}

const connect = (identity: Holder) => ({ port: office.world.port, root: office.world.root, identity });

describe("a code for somebody who is locked out", () => {
  let lockedOut: Holder;
  beforeAll(async () => {
    lockedOut = await office.world.issue("client61", -10);
  });

  test("is issued after the second factor once more, shown with where it is typed in, and renews", async () => {
    await open(lockedOut);
    await press(page, "再発行コードを発行");
    await reads(page, "client61 の再発行コードを発行します。よろしいですか？");
    await press(page, "OK");
    await reads(page, "確認コードをもう一度入力してください");
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, "確認する");
    const code = await textOf(page, ".handed-over .secret");
    await showsFact(page, "利用者", ".handed-over").toBe("client61@u00000014");
    await showsFact(page, "入力する場所", ".handed-over").toMatch(/^https:\/\/recover\.localhost:\d+\/$/);
    await page.emulateMediaType("print");
    const printed = await page.evaluate(() => document.body.innerText);
    expect(printed).toContain(code);
    for (const absent of ["証明書更新", "一覧に戻る", "閉じる"]) expect(printed).not.toContain(absent);
    await page.emulateMediaType("screen");
    await press(page, "閉じる");
    await readsText(page, `${login.user} が発行した未使用のコードがあります`);
    expect(await page.content()).not.toContain(code);
    const { body } = await makeRequest({ cn: "client61", o: "u00000014" });
    expect(issuedIn(await enrolWithCode(recoveryHost(office.world), "client61@u00000014", code, body)).subject.cn).toBe("client61");
  });

  test("is cancelled", async () => {
    const other = await office.world.issue("client62", -10);
    await open(other);
    await press(page, "再発行コードを発行");
    await press(page, "OK");
    const code = await textOf(page, ".handed-over .secret");
    await press(page, "閉じる");
    await press(page, "コードを取り消す");
    await readsText(page, "渡した1つのコードが、すぐに使えなくなります。");
    await press(page, "OK");
    await readsText(page, "コードを取り消しました。");
    const { body } = await makeRequest({ cn: "client62", o: "u00000014" });
    expect((await enrolWithCode(recoveryHost(office.world), "client62@u00000014", code, body)).status).toBe(401);
  });

  test("is not offered for certificates that are not renewed", async () => {
    await open(await office.world.issue("api63", 500));
    await readsText(page, "導入の状況");
    await page.waitForNetworkIdle();
    await shows(page, ".recovery-code, .renewal-order").toEqual([]);
  });
});

describe("a renewal in the hours of a day", () => {
  test("is ordered for one certificate, seen, and cancelled", async () => {
    const holder = await office.world.issue("client71", 730);
    await open(holder);
    await readsText(page, "指示はありません。");
    await press(page, "時間帯を決めて更新させる");
    await readsText(page, "client71 の1件を、通常の時期を待たずに更新させます。");
    await page.locator("[name=order-when]").fill("other");
    await page.locator("[name=order-from]").fill("12:00");
    await page.locator("[name=order-to]").fill("12:00");
    await press(page, "指示する");
    await readsText(page, "別の時刻を入力してください");
    await page.locator("[name=order-to]").fill("14:00");
    await page.locator("[name=order-reason]").fill("端末の入れ替え");
    await press(page, "指示する");
    await readsText(page, "1件の更新を指示しました。");
    await showsFact(page, "時間帯", ".renewal-order").toBe("毎日 12:00–14:00（Asia/Tokyo）");
    await showsFact(page, "指示", ".renewal-order").toContain(login.user);
    const noon = new Date(`${new Date(office.world.now.getTime() + 86_400_000).toISOString().slice(0, 10)}T12:30:00+09:00`);
    const before = office.world.now;
    office.world.now = noon;
    expect(await askStatus(connect(holder))).toMatchObject({ due: true, order: { reason: "端末の入れ替え" } });
    office.world.now = before;
    await press(page, "指示を取り消す");
    await press(page, "OK");
    await readsText(page, "指示を取り消しました。");
    office.world.now = noon;
    expect((await askStatus(connect(holder))).due).toBe(false);
    office.world.now = before;
  });

  test("is ordered for all, saying how many", async () => {
    await page.goto(`${office.site}/#/tenant`);
    await reads(page, "すべての証明書の期限前の更新");
    await press(page, "時間帯を決めて更新させる");
    const said = await textOf(page, "dialog p");
    const [, count = "0"] = /更新できる (\d+)件を/.exec(said) ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(3);
    await press(page, "指示する");
    await readsText(page, `${count}件の更新を指示しました。`);
    await showsFact(page, "時間帯", ".renewal-order").toBe("毎日 19:00–23:00（Asia/Tokyo）");
    await press(page, "指示を取り消す");
    await press(page, "OK");
    await readsText(page, "指示を取り消しました。");
  });
});

describe("what cannot be undone", () => {
  test("a renewal that the holder has begun on their device is revoked only after it was said which one", async () => {
    const holder = await office.world.issue("client81", 50);
    await open(holder);
    await press(page, "証明書更新");
    // Meanwhile, the holder begins.
    const begun = await renewed(connect(holder), { cn: holder.cn, o: holder.tenant });
    await press(page, "OK");
    await readsText(page, "元には戻せません。");
    await readsText(page, begun.serial);
    await press(page, "1件を失効して更新");
    await readsText(page, "client81 を更新しました。");
    await open({ issuer: holder.issuer, serial: begun.serial });
    await readsText(page, "別の証明書に交換");
  });

  test("a revocation says how many certificates it is", async () => {
    const old = await office.world.issue("client82", 50);
    await renewed(connect(old), { cn: old.cn, o: old.tenant });
    await open(old);
    await press(page, "失効");
    await readsText(page, "失効する証明書: 1件");
    await page.locator("dialog input[type=checkbox]").click();
    await readsText(page, "失効する証明書: 2件");
    await press(page, "端末や鍵の紛失・盗難・漏えい", "radio");
    await readsText(page, "この鍵は二度と使えなくなります。");
    await press(page, "失効する");
    await readsText(page, "2件の証明書を失効しました。");
  });
});
