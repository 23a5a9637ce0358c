import { readFile, rm } from "node:fs/promises";
import { unzipSync } from "fflate";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orderJa } from "../../src/console/certificates/orders/order-ja.ts";
import { noticeTexts } from "../../src/console/rules/notice-texts.ts";
import { rulesTexts } from "../../src/console/rules/rules-texts-for.ts";
import { jobJa } from "../../src/console/texts/job-ja.ts";
import { codeOf } from "../../src/demo/administrator.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { press, reads, readsText, textOf } from "../console/office.ts";
import { factOf, shows, showsFact } from "../console/reading.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();
const { several } = jobJa;
const rules = rulesTexts("ja");
const notices = noticeTexts("ja");
const tenant = "u00000014";
let now = new Date();
let clinic: FirefoxClinic;
let page: Page;
beforeAll(async () => {
  clinic = await FirefoxClinic.open({ computer, certificates: ["client169"], clock: () => now });
  page = await openTab(clinic.browser);
});
afterAll(async () => await clinic[Symbol.asyncDispose]());

const administrator = () => clinic.world.administrator ?? expect.fail("no administrator");

/** The next code of the authenticator app; each is accepted once. */
function nextCode(): string {
  now = new Date(now.getTime() + 30_000);
  return codeOf(administrator().secret, now);
}

/** Shows a screen in the same page. */
async function goTo(fragment: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), fragment);
}

/** Searches on the first page, which opens the only certificate that is found. */
async function open(search: string): Promise<void> {
  await goTo("#/");
  await reads(page, "TOP");
  await page.locator(".site-search #search").fill(search);
  await press(page, "検索する");
  await showsFact(page, "証明書 (CN)").toBe(search);
}

/** Gives the second factor that is asked for in between. */
async function confirm(): Promise<void> {
  await reads(page, "確認コードをもう一度入力してください");
  await page.locator("#second-factor").fill(nextCode());
  await press(page, "確認する");
}

/** The next download with this ending, and its path. */
async function downloaded(ending: string): Promise<{ readonly path: string; readonly content: Buffer }> {
  const path = await clinic.downloaded(ending);
  return { path, content: await readFile(path) };
}

describe("in Firefox, by the documents, an administrator", () => {
  test("logs in with the certificate, the password and a code", async () => {
    const arrival = page.goto(`${clinic.service.addresses.console}/`);
    await chooseCertificate(page, clinic.serialOf("client169"));
    await arrival;
    await page.locator("#login-user").fill(administrator().user);
    await page.locator("#login-password").fill(administrator().password);
    await press(page, "ログイン");
    await reads(page, "確認コードの入力");
    await page.locator("#second-factor").fill(nextCode());
    await press(page, "確認する");
    await reads(page, "システム通知");
    await reads(page, "管理者からのお知らせ");
  });

  test("sees the organisation, the users, and who has logged in", async () => {
    await press(page, "テナント情報", "link");
    await reads(page, "テナント情報");
    await press(page, "ユーザ管理", "link");
    await reads(page, "ユーザー一覧");
    await readsText(page, administrator().user);
    await press(page, "ログイン履歴", "link");
    await reads(page, "ログイン履歴");
    await readsText(page, "client169");
  });

  test("lists the certificates, sorts, searches, and opens one", async () => {
    await press(page, "証明書管理", "link");
    await reads(page, "証明書一覧");
    await press(page, "証明書CN,O", "link");
    await shows(page, "th[aria-sort=ascending]").toEqual(["証明書CN,O"]);
    await page.locator("#search").fill("client40");
    await press(page, "検索する");
    await shows(page, "[data-row]").toEqual([`CN=client40,O=${tenant}`]);
    await press(page, `CN=client40,O=${tenant}`, "link");
    await showsFact(page, "端末").toBe("院長のノートパソコン");
  });

  test("reads its password, and downloads the file that it opens, as p12 and as zip, and its authority's certificate", async () => {
    await press(page, "表示する");
    await confirm();
    const password = await textOf(page, ".secret");
    await press(page, "ダウンロード(p12形式)");
    const p12 = await downloaded(".p12");
    expect(await clinic.describeFile(p12.path, password)).toContain("CN=client40");
    await press(page, "ダウンロード(zip形式)");
    const zip = await downloaded(".zip");
    const endings = Object.keys(unzipSync(zip.content)).map((name) => name.replace(/^.*\./, "."));
    expect(endings.toSorted()).toEqual([".crt", ".p12", ".pem", ".txt", ".txt"]);
    await press(page, "CA証明書: ダウンロード");
    const authority = await downloaded(".pem");
    expect(authority.content.toString()).toContain("BEGIN CERTIFICATE");
    await Promise.all([p12, zip, authority].map(({ path }) => rm(path)));
  });

  test("downloads several at once, and sees how far it is", async () => {
    await goTo("#/certificates?search=client4");
    await press(page, "このページをすべて選択", "checkbox");
    await page.evaluate(() => {
      new MutationObserver(() => {
        if (document.querySelector(".transfer") !== null) document.body.dataset["progress"] = "seen";
      }).observe(document.body, { subtree: true, childList: true });
    });
    await press(page, "一括ダウンロード");
    const { path, content } = await downloaded(".zip");
    const names = Object.keys(unzipSync(content)).join("\n");
    for (const cn of ["client40", "client41", "client42", "manifest.csv"]) expect(names).toContain(cn);
    await page.locator("body[data-progress=seen]").wait();
    await rm(path);
    await press(page, "選択を解除");
  });

  test("renews one", async () => {
    await open("client28");
    const serial = await factOf(page, "シリアル番号");
    await press(page, "証明書更新");
    await reads(page, "証明書を更新します。よろしいですか？");
    await press(page, "OK");
    await showsFact(page, "前の証明書").toBe(serial);
  });
});

describe("in Firefox, an administrator acts:", () => {
  test("issues", async () => {
    await goTo("#/certificates");
    await press(page, "新規発行申請");
    await page.locator("#cn").fill("client50");
    await page.locator("#device").fill("会計のパソコン");
    await press(page, "発行する");
    await showsFact(page, "端末").toBe("会計のパソコン");
  });

  test("notes remark and device", async () => {
    await press(page, "備考・端末の編集");
    await page.locator("#remark").fill("会計");
    await press(page, "保存");
    await showsFact(page, "備考").toContain("会計");
  });

  test("revokes, with a reason", async () => {
    await press(page, "失効");
    await press(page, "端末や鍵の紛失・盗難・漏えい", "radio");
    await press(page, "失効する");
    await showsFact(page, "状態").toBe("失効");
  });

  test("gives a recovery code to somebody whose certificate has expired", async () => {
    await open("client21");
    now = new Date(now.getTime() + 10 * 60_000);
    await press(page, "再発行コードを発行");
    await press(page, "OK");
    await confirm();
    expect(await textOf(page, ".handed-over .secret")).toMatch(/^[\w-]{8,}$/);
    await press(page, "閉じる");
  });

  test("has several renewed tonight, in the background", async () => {
    await goTo("#/certificates?search=client169");
    await shows(page, "[data-row]").toHaveLength(1);
    await press(page, several.orderFound(1));
    await press(page, several.confirm.order(1));
    await readsText(page, jobJa.counts({ done: 1, refused: 0, skipped: 0 }));
  });

  test("renews several in the background", async () => {
    await goTo("#/certificates?search=client43");
    await press(page, "このページをすべて選択", "checkbox");
    await press(page, several.buttons.renew);
    await page.locator("dialog .actions .primary").click();
    await readsText(page, jobJa.states.finished);
    await shows(page, ".job-rows tbody tr").not.toEqual([]);
  });

  test("issues many from pasted rows, once they have been checked", async () => {
    await goTo("#/orders");
    await page.locator("#order-rows").fill("client61\t薬局\n田中\t薬局\n");
    await press(page, orderJa.check);
    await readsText(page, orderJa.preview.faultyLines([2]));
    await goTo("#/certificates");
    await goTo("#/orders");
    await page.locator("#order-rows").fill("client61\t薬局\nclient62\t\n");
    await press(page, orderJa.check);
    await press(page, orderJa.issue(2));
    await reads(page, orderJa.question(2));
    await page.locator("dialog .primary").click();
    await readsText(page, jobJa.counts({ done: 2, refused: 0, skipped: 0 }));
  });

  test("decides from when on holders are prompted, and who is notified", async () => {
    await goTo("#/tenant");
    await press(page, rules.editHeading);
    await press(page, rules.days.promptDays.own, "radio");
    await page.locator("#promptDays").fill("97");
    await press(page, rules.review);
    await reads(page, rules.reviewHeading);
    await press(page, rules.submit);
    await readsText(page, rules.saved);
    await page.locator("#notice-mail").fill("office@clinic.example");
    await press(page, notices.add);
    await readsText(page, notices.added("office@clinic.example"));
  });

  test("renews the certificate that is in the browser, by the same dialog as everybody", async () => {
    await open("client169");
    const path = `/api/${page.url().split("#/").at(-1)}/renewal-order`;
    const ordered = await page.evaluate(async (to) => {
      const headers = { "Content-Type": "application/json" };
      return (await fetch(to, { method: "POST", headers, body: JSON.stringify({ reason: "端末の入れ替え" }) })).status;
    }, path);
    expect(ordered).toBe(200);
    await goTo("#/");
    await page.reload();
    const { check, action, save } = dialogTexts("ja");
    const person = new FirefoxPerson(page);
    await person.reads(check.heading);
    await person.presses(action.renew);
    await person.reads(save.heading);
  });
});
