import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noticeTexts } from "../../src/console/rules/notice-texts.ts";
import { rulesTexts } from "../../src/console/rules/rules-texts-for.ts";
import { changeTenant } from "../../src/server/issuance/tenants.ts";
import { defaultSettings } from "../../src/server/settings/settings.ts";
import { findNoticeAddresses } from "../../src/server/store/notices/notice-addresses.ts";
import { findTenant } from "../../src/server/store/tenants.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { FullLogin } from "../support/full-login.ts";
import { receiveMail, textOfMail, type SmtpReceiver } from "../support/smtp-receiver.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, showsFocus, showsValue } from "./reading.ts";

const computer = sharedComputer();
const tenant = "u00000014";
const rules = rulesTexts("ja");
const notices = noticeTexts("ja");
let receiver: SmtpReceiver;
let office: Office;
let page: Page;
let login: FullLogin;
beforeAll(async () => {
  receiver = await receiveMail();
  const mail = { host: "localhost", port: receiver.port, security: "none", from: "koshin@example.jp" } as const;
  const tenantRules = { ...defaultSettings.tenantRules, fixed: ["timeZone" as const], mostDestroyKeysAfterDays: 30 };
  office = await Office.open({ computer, settings: { ...defaultSettings, notices: { mail }, tenantRules } });
  await office.world.issue("client21", 95);
  ({ page, login } = await office.comeIn("#/tenant"));
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

describe("証明書の規則", () => {
  test("are shown with those that only operators change, and refused outside of their bounds", async () => {
    await readsText(page, "有効期限の90日前から（サービスの標準）");
    await readsText(page, `Asia/Tokyo\n${rules.operators}`);
    await press(page, rules.editHeading);
    await reads(page, rules.editHeading);
    await shows(page, "#time-zone").toEqual([]);
    await press(page, rules.days.promptDays.own, "radio");
    await page.locator("#promptDays").fill("101");
    await press(page, rules.review);
    await readsText(page, "7から100までの日数を入力してください。");
    await showsFocus(page).toBe(rules.terms.promptDays);
  });

  test("say by number what a change will do, and give way to whoever was first", async () => {
    await page.locator("#promptDays").fill("97");
    await press(page, rules.review);
    await reads(page, rules.reviewHeading);
    await readsText(page, "有効期限の90日前から（サービスの標準） → 有効期限の97日前から");
    await readsText(page, "1件の証明書が、すぐに更新の対象になります。");
    const { service, now } = office.world;
    await changeTenant(service, tenant, { retireAfterDays: 30 }, { actor: `account:sato@${tenant}`, now });
    await press(page, rules.submit);
    await reads(page, rules.editHeading);
    await readsText(page, "sato が");
    await readsText(page, "新しい証明書を初めて使ってから30日後に失効");
    expect((await findTenant(service.store, tenant))?.promptDays).toBeNull();
    await showsValue(page, "#promptDays").toBe("97");
    await press(page, rules.review);
    await readsText(page, "新しい証明書を初めて使ってから30日後に失効 → 有効期限まで使える");
    await press(page, rules.submit);
    await readsText(page, rules.saved);
    await readsText(page, `${login.user} が編集`);
    expect(await findTenant(service.store, tenant)).toMatchObject({ promptDays: 97, retireAfterDays: null });
  });
});

describe("お知らせの送り先", () => {
  const shown = async (address: string): Promise<void> => await readsText(page, address);
  const add = async (address: string): Promise<void> => {
    await page.locator("#notice-mail").fill(address);
    await press(page, notices.add);
    await readsText(page, notices.added(address));
  };

  test("are added, and tried out with a real message", async () => {
    await readsText(page, notices.none);
    await page.locator("#notice-mail").fill("office");
    await press(page, notices.add);
    await readsText(page, notices.mailWrong);
    await add("office@clinic.example");
    await press(page, notices.testOf("office@clinic.example"));
    await readsText(page, "にテストメッセージを送信しました。");
    expect(textOfMail(receiver.mails.at(-1)?.message ?? "")).toContain(`アカウント ${login.user} が`);
    await press(page, notices.testOf("office@clinic.example"));
    await readsText(page, "テストメッセージを続けて送ることはできません。");
  });

  test("that the mail server refuses are said to be, with what to do", async () => {
    await add("wrong@clinic.example");
    receiver.answer = "550 no such mailbox";
    await press(page, notices.testOf("wrong@clinic.example"));
    await readsText(page, "メールサーバに断られました（SMTP 550）。アドレスが正しいか確かめ");
    receiver.answer = "250 kept";
  });

  test("are removed once it is said what is lost, and told", async () => {
    await press(page, notices.removeOf("wrong@clinic.example"));
    await readsText(page, notices.removeLead("wrong@clinic.example"));
    await press(page, notices.remove);
    await readsText(page, notices.removed("wrong@clinic.example"));
    await shown("office@clinic.example");
    const left = await findNoticeAddresses(office.world.service.store, tenant);
    expect(left.map(({ address }) => address)).toEqual(["office@clinic.example"]);
    expect(receiver.mails.at(-1)?.to).toBe("wrong@clinic.example");
  });
});
