import { afterAll, beforeAll, describe, test } from "vitest";
import { orderTexts } from "../../src/console/certificates/orders/order-texts-for.ts";
import { recoveryCodeTexts } from "../../src/console/certificates/recovery-code/recovery-code-texts.ts";
import { renewalOrderTexts } from "../../src/console/parts/renewal-order/renewal-order-texts.ts";
import { loadTexts } from "../../src/console/texts/texts-for.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import type { Holder } from "../support/throwaway-service.ts";
import { goTo, look, openFilledOffice } from "./filled-office.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { mask } from "./reading.ts";

const computer = sharedComputer();
let office: Office;
let ended: Holder;
beforeAll(async () => {
  ({ office, ended } = await openFilledOffice(computer));
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

describe.for(["ja", "en"] as const)("in %s, without faults in any mode, is", { timeout: 900_000 }, async (language) => {
  const texts = await loadTexts(language);
  const codes = recoveryCodeTexts(language);
  const orders = renewalOrderTexts(language);

  test("orders from a file", async () => {
    const words = orderTexts(language);
    const { page } = await office.comeIn("#/orders", { language });
    await reads(page, words.heading);
    await page.locator(".order-columns summary").click();
    await look(page, "orders", language);
    const lines = [
      "CN,端末,備考,メールアドレス,種別",
      `client8${language === "ja" ? 1 : 2}1,検査室のパソコン,2階の受付。来年の3月まで,uketsuke@example.jp,client`,
      "client1,院長のタブレット,,,",
      "client8201,診察室のパソコン,,tanaka,API接続用の証明書",
      "client8202,診察室のパソコン,,,",
      "田中さん,,,,",
      ",薬局のパソコン,,,,余分なセル",
      "client8202,診察室のパソコン,,,",
      `db${language === "ja" ? 1 : 2}21,,,,`,
      "client2,,,,",
    ];
    await page.locator("#order-rows").fill(lines.join("\n"));
    await press(page, words.check);
    await reads(page, words.preview.heading(words.pasted));
    await look(page, "orders-checked", language);
    await press(page, words.preview.allOthers(2), "checkbox");
    await press(page, words.preview.leaveOut(4), "checkbox");
    await press(page, words.issue(5));
    await reads(page, words.question(5));
    await look(page, "orders-question", language);
    await page.keyboard.press("Escape");
    await page.locator("#order-rows").fill("名前;部署\nclient1;外来\n");
    await press(page, words.check);
    await readsText(page, words.preview.unreadable);
    await look(page, "orders-unreadable", language);
    await page.close();
  });

  test("a certificate, and what is done with it", async () => {
    const { page, login } = await office.comeIn("#/certificates", { language });
    await press(page, texts.list.issue);
    await reads(page, texts.issue.heading);
    await look(page, "issue", language);
    await page.locator("#cn").fill(`client9${language === "ja" ? 1 : 2}`);
    await page.locator("#device").fill(`受付${language === "ja" ? 1 : 2}のパソコン`);
    await press(page, texts.issue.submit);
    await reads(page, texts.detail.heading);
    await page.locator(".sheet").wait();
    await look(page, "certificate", language);
    await press(page, texts.detail.reveal);
    await reads(page, texts.secondFactor.confirm);
    await look(page, "confirm", language);
    await page.locator("#second-factor").fill(login.nextCode());
    await press(page, texts.secondFactor.submit);
    await mask(page, ".secret", "xxxx-xxxx-xxxx");
    await look(page, "password", language);
    await press(page, texts.notes.heading);
    await look(page, "notes", language);
    await page.keyboard.press("Escape");
    await press(page, texts.detail.otherDevice);
    await page.locator(".device-steps").wait();
    await look(page, "other-device", language);
    await page.keyboard.press("Escape");
    await press(page, texts.detail.revoke);
    await look(page, "revoke", language);
    await page.keyboard.press("Escape");
    await goTo(page, `#/certificates/${ended.issuer}/${ended.serial}`);
    await readsText(page, ended.serial);
    await press(page, texts.detail.renew);
    await look(page, "renew", language);
    await page.keyboard.press("Escape");
    await look(page, "expired", language);
    await press(page, codes.issue);
    await look(page, "recovery-code-question", language);
    await press(page, texts.ok);
    await mask(page, ".handed-over .secret", "xxxx-xxxx-xxxx-xxxx");
    await look(page, "recovery-code", language);
    await press(page, texts.close);
    const { issuer, serial } = await office.world.issue(language === "ja" ? "client93" : "client94", 700);
    await goTo(page, `#/certificates/${issuer}/${serial}`);
    await readsText(page, serial);
    await reads(page, orders.heading);
    await press(page, orders.order);
    await page.locator("[name=order-when]").fill("other");
    await look(page, "renewal-order-dialog", language);
    await press(page, orders.submit);
    await readsText(page, orders.done(1));
    await look(page, "renewal-order", language);
    await goTo(page, `#/certificates/${ended.issuer}/00`);
    await readsText(page, texts.errors["not-found"]);
    await look(page, "not-found", language);
    office.world.now = new Date(office.world.now.getTime() + 13 * 3_600_000);
    await press(page, texts.tabs.accounts, "link");
    await reads(page, texts.login.again);
    await look(page, "again", language);
    await page.close();
  });
});
