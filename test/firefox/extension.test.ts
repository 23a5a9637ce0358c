import type { Page } from "puppeteer";
import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { optionsTexts } from "../../src/extension/options/texts/texts-for.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import { eventually } from "../e2e/eventually.ts";
import { renewUntilImport, saveUntilImport } from "../e2e/renew-until-import.ts";
import { replacementOf } from "../support/records.ts";
import { allowWhatIsAsked, openExtensionPage, openPrivateWindow, revokeHost } from "./browser-window.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const due = "クライアント証明書の更新が必要です";

test("in Firefox, the extension shows a postponed renewal, and asks for a revoked host permission", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  const menu = await clinic.logIn(clinic.serialOf("client28"));
  const person = new FirefoxPerson(menu);
  await person.reads(due);
  await person.presses("後で");
  await person.seesNoDialog();

  const popup = await openExtensionPage(menu, "/pages/popup.html");
  await popup.waitForSelector("li.renewal");
  expect(await popup.$eval("main", (main) => main.innerText)).toContain("client28");
  expect(await popup.evaluate("browser.action.getBadgeText({})")).toBe("71");

  await revokeHost(menu, "https://app.localhost/*");
  const popupAfter = await openExtensionPage(menu, "/pages/popup.html");
  const grant = await popupAfter.waitForSelector("section.note button");
  expect(await popupAfter.$eval("section.note", (note) => note.innerText)).toContain("app.localhost");
  expect(await grant?.evaluate((button) => button.textContent)).toBe(popupTexts("ja").grant);

  const texts = optionsTexts("ja");
  const options = await openExtensionPage(menu, "/pages/options.html");
  await options.locator(`button[aria-label="${texts.named(texts.grant, "app.localhost")}"]`).click();
  expect(await allowWhatIsAsked(menu)).toContain("app.localhost");
  await options.waitForSelector(`button[aria-label="${texts.named(texts.test, "app.localhost")}"]`);

  await menu.bringToFront();
  await menu.reload();
  await person.reads(due);
});

test("in Firefox, the renewal and its proof work in a page whose policy forbids every connection", async () => {
  const policy = "default-src 'none'";
  const webapp = () =>
    new Response("<!doctype html><html lang=ja><title>閉じたページ</title>", {
      headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy },
    });
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension, webapp });
  const old = clinic.serialOf("client28");
  const page = await openTab(clinic.browser);
  const arrival = page.goto(`${clinic.app}/menu`);
  await chooseCertificate(page, old);
  await arrival;
  // The page cannot connect; for the background, Firefox asks once for the certificate.
  await chooseCertificate(page, old);
  const person = new FirefoxPerson(page);
  const { p12, password, serial } = await renewUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await person.presses("インポートしました");
  await chooseCertificate(page, serial);
  await person.reads("新しい証明書で接続できました");
  expect((await replacementOf(clinic.service.service.store, old))?.firstUsedAt).not.toBeNull();
});

/** Removes the dialog as often as it returns. */
function keepRemoving(): void {
  const remove = (): void => document.querySelector("html > div")?.remove();
  const observer = new MutationObserver(remove);
  observer.observe(document, { childList: true, subtree: true });
  remove();
  Reflect.set(globalThis, "letBe", () => observer.disconnect());
}

/** Opens the window in which the renewal is continued of a page that keeps removing the dialog. */
async function openWindow(clinic: FirefoxClinic, page: Page): Promise<Page> {
  const before = await clinic.browser.pages();
  await page.evaluate(keepRemoving);
  const window = await eventually("the window", async () => (await clinic.browser.pages()).find((each) => !before.includes(each)));
  await page.evaluate("letBe()");
  return window;
}

test("in Firefox, the certificate that is chosen in a private window counts there, and nothing of its renewal is kept", async () => {
  const html = "<!doctype html><html lang=ja><title>メニュー</title>";
  const webapp = () => new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28", "client169"], extension, webapp });
  const old = clinic.serialOf("client28");
  const elsewhere = await openTab(clinic.browser);
  const other = elsewhere.goto(`${clinic.app}/menu`);
  await chooseCertificate(elsewhere, clinic.serialOf("client169"));
  await other;

  const page = await openPrivateWindow(elsewhere);
  await using windows = new AsyncDisposableStack();
  // Otherwise the next person's tabs would open there.
  windows.defer(async () => {
    for (const each of await clinic.browser.pages()) if (each !== elsewhere) await each.close();
  });
  const arrival = page.goto(`${clinic.app}/menu`);
  await chooseCertificate(page, old);
  await arrival;
  const person = new FirefoxPerson(page);
  await person.reads(due);
  await person.presses("更新");
  await person.reads("証明書を保存してください");
  await person.presses("こちら");
  await clinic.downloaded(".p12");
  const first = await openWindow(clinic, page);
  await new FirefoxPerson(first).reads("証明書のパスワードを確認してください");
  await first.close();
  await person.reads("証明書のパスワードを確認してください");
  const window = await openWindow(clinic, page);
  const inWindow = new FirefoxPerson(window);
  await inWindow.reads("証明書のパスワードを確認してください");
  expect(await window.evaluate("browser.extension.inIncognitoContext")).toBe(true);
  await inWindow.presses("戻る");
  const { p12, password, serial } = await saveUntilImport(clinic, inWindow);
  await clinic.importFile(p12, password);
  await inWindow.presses("インポートしました");
  await chooseCertificate(window, serial);
  await inWindow.reads("新しい証明書で接続できました");
  expect((await replacementOf(clinic.service.service.store, old))?.firstUsedAt).not.toBeNull();

  const options = await openExtensionPage(elsewhere, "/pages/options.html");
  const stored = await options.evaluate("browser.storage.local.get(null).then(JSON.stringify)");
  expect(stored).toContain(clinic.serialOf("client169"));
  expect(stored).not.toContain(old);
  expect(stored).not.toContain(serial);
  // The browser's list of downloads forgets them with the private windows.
  const kinds = await options.evaluate("browser.downloads.search({}).then((all) => all.map(({ incognito }) => incognito))");
  expect(kinds).toEqual([true, true]);
});
