import { afterEach, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import { announce } from "../../src/server/issuance/administration/announce.ts";
import { Person } from "../e2e/person.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { Office, press, reads, readsText } from "./office.ts";
import { shows, showsAddress } from "./reading.ts";

const computer = sharedComputer();
let owned = new AsyncDisposableStack();
afterEach(async () => {
  await owned.disposeAsync();
  owned = new AsyncDisposableStack();
});

async function openOffice(daysLeft = 1000): Promise<Office> {
  return owned.use(await Office.open({ computer: computer, daysLeft }));
}

describe("TOP", () => {
  test("counts what needs attention, each count with the list behind it, and shows what is announced", async () => {
    const office = await openOffice();
    const { world } = office;
    await world.issue("client1", 10);
    await world.issue("client2", 20);
    await world.issue("client3", -1);
    const announcement = { title: "保守のお知らせ", text: "12月1日\n<b>22時</b>から", tenant: null };
    await announce(world.service, announcement, { actor: "operator", now: world.now });
    const { page } = await office.comeIn();
    await reads(page, "システム通知");
    await reads(page, "管理者からのお知らせ");
    await reads(page, "保守のお知らせ");
    await readsText(page, "12月1日\n<b>22時</b>から");
    await readsText(page, "有効期限が切れ、代わりのない証明書が1件あります。");
    await press(page, "有効期限の近い証明書が2件あります。", "link");
    await reads(page, "証明書一覧");
    await shows(page, "[data-row]").toEqual(["CN=client1,O=u00000014", "CN=client2,O=u00000014"]);
  });

  test("says that there is nothing to do, if there is not", async () => {
    const office = await openOffice();
    const { page } = await office.comeIn();
    await readsText(page, "対応が必要な証明書はありません。");
    await readsText(page, "お知らせはありません。");
  });

  test("renews the administrator's own certificate by the same dialog as everybody's", async () => {
    const office = await openOffice(50);
    const { page } = await office.comeIn();
    const { check, action, save } = dialogTexts("ja");
    const person = new Person(page);
    await person.reads(check.heading);
    await person.presses(action.renew);
    await person.reads(save.heading);
  });

  test("asks once a login to renew it, not at each visit", async () => {
    const office = await openOffice(50);
    const { page } = await office.comeIn();
    const { check, action } = dialogTexts("ja");
    const person = new Person(page);
    await person.reads(check.heading);
    await person.presses(action.later);
    await person.seesNoDialog();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await press(page, "証明書管理", "link");
    await reads(page, "証明書一覧");
    await press(page, "TOP", "link");
    await reads(page, "システム通知");
    expect(asked).not.toContain(paths.status);
    await press(page, "ご利用中の証明書の更新を開く");
    await person.reads(check.heading);
    await page.close();
    const next = new Person((await office.comeIn()).page);
    await next.reads(check.heading);
  });
});

test("テナント情報 shows the organisation's rules, and counts its certificates, with the list behind each count", async () => {
  const office = await openOffice();
  await office.world.issue("client3", -1);
  const { page } = await office.comeIn("#/tenant");
  await reads(page, "テナント情報");
  await readsText(page, "有効期限の90日前から");
  await readsText(page, "有効期限の100日前から");
  await press(page, "1 期限切れ", "link");
  await page.locator("[data-row]").wait();
  await showsAddress(page).toContain("state=expired");
  await readsText(page, "CN=client3,O=u00000014");
});
