import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importStepsJa } from "../../src/core/import-steps/ja.ts";
import { defaultSettings } from "../../src/server/settings/settings.ts";
import { findHolder } from "../../src/server/store/holders/holder-rows.ts";
import { findHolderRules } from "../../src/server/store/holders/holder-rules.ts";
import { completeDownload } from "../e2e/complete-download.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { FullLogin } from "../support/full-login.ts";
import { Office, press, reads, readsText, textOf } from "./office.ts";
import { factOf, shows, showsFact } from "./reading.ts";

const run = promisify(execFile);
const computer = sharedComputer();
let office: Office;
let page: Page;
let login: FullLogin;
beforeAll(async () => {
  const mail = { host: "localhost", port: 2525, security: "none", from: "koshin@example.jp" } as const;
  office = await Office.open({ computer, settings: { ...defaultSettings, notices: { mail } } });
  ({ page, login } = await office.comeIn("#/certificates"));
  await reads(page, "証明書一覧");
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function issue(cn: string, mail: string): Promise<void> {
  await page.goto(`${office.site}/#/certificates`);
  await press(page, "新規発行申請");
  await page.locator("#cn").fill(cn);
  await page.locator("#holder-mail").fill(mail);
  await press(page, "発行する");
  await readsText(page, `${cn} を発行しました。`);
}

describe("the mail address of a holder", () => {
  test("is given at issue, and edited beside remark and device", async () => {
    await issue("client21", "clerk@clinic.example");
    await showsFact(page, "利用者のメール").toBe("clerk@clinic.example 有効期限の前に、更新のお願いのメールが届きます。");
    await press(page, "備考・端末の編集");
    await page.locator("#holder-mail").fill("desk@clinic.example");
    await press(page, "保存");
    await readsText(page, "保存しました。");
    await showsFact(page, "利用者のメール").toContain("desk@clinic.example");
    const holder = { tenant: "u00000014", cn: "client21" };
    expect(await findHolder(office.world.service.store, holder)).toMatchObject({ mail: "desk@clinic.example", version: 2 });
  });
});

describe("別の端末で使う", () => {
  test("gives the file that the device reads, its password, and numbered steps", async () => {
    await issue("client22", "");
    await press(page, "別の端末で使う");
    await page.locator("dialog select").fill("ios");
    await shows(page, "dialog .device-steps li").toEqual(importStepsJa.ios(await factOf(page, "ファイル名")));
    await press(page, "ファイルを受け取る(p12形式)");
    await reads(page, "確認コードをもう一度入力してください");
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, "確認する");
    const path = await completeDownload(office.computer.downloads, ".p12");
    await shows(page, "dialog [role=status]").toEqual([expect.stringMatching(/\.p12 をダウンロードしました。$/)]);
    await page.locator("dialog ::-p-text(表示する)").click();
    const password = await textOf(page, "dialog .secret");
    await writeFile(`${path}.txt`, password);
    const { stderr } = await run("openssl", ["pkcs12", "-in", path, "-passin", `file:${path}.txt`, "-info", "-noout"]);
    expect(stderr).toContain("pbeWithSHA1And3-KeyTripleDES-CBC");
    expect((await readFile(path)).length).toBeGreaterThan(0);
    await Promise.all([rm(path), rm(`${path}.txt`)]);
    await press(page, "閉じる");
  });

  test("offers one more certificate where the key was made on the device", async () => {
    const { issuer, serial } = await office.world.issue("client23", 500);
    await page.goto(`${office.site}/#/certificates/${issuer}/${serial}`);
    await showsFact(page, "シリアル番号").toBe(serial);
    await press(page, "別の端末で使う");
    await readsText(page, "この証明書の鍵は利用者の端末で作られ、その端末から取り出せません。");
    await shows(page, "dialog select").toEqual([]);
    await press(page, "もう1枚発行する");
    await reads(page, "新規発行申請");
    await page.locator("#device").fill("院長のiPad");
    await press(page, "発行する");
    await readsText(page, "client23 を発行しました。");
    await showsFact(page, "端末").toBe("院長のiPad");
  });
});

test("what applies to holders is shown and decided on the organisation's page, and then holds", async () => {
  await page.goto(`${office.site}/#/tenant`);
  await readsText(page, "有効期限の90、60、30、14、7日前と、そのあと毎日、新しい証明書が使われるまで");
  await press(page, "利用者へのお知らせの編集");
  await page.locator("dialog select[name=mails]").fill("off");
  await page.locator("dialog select[name=other-devices]").fill("refused");
  await page.locator("#contact").fill("サポート窓口 03-0000-0000");
  await press(page, "保存");
  // The text area of the dialog contains the text, too.
  await shows(page, "dialog[open]").toEqual([]);
  await readsText(page, "サポート窓口 03-0000-0000");
  expect(await findHolderRules(office.world.service.store, "u00000014")).toMatchObject({
    ...{ mails: "off", otherDevices: "refused", contact: "サポート窓口 03-0000-0000", editedBy: login.user },
  });
  await issue("client24", "clerk@clinic.example");
  await showsFact(page, "利用者のメール").toContain("送らないことになっています。");
  await press(page, "別の端末で使う");
  await readsText(page, "このテナントでは、1枚の証明書を複数の端末で使わないことになっています。");
});
