import type { Page } from "puppeteer";
import * as v from "valibot";
import { expect, test } from "vitest";
import { firefoxId } from "../../src/extension/manifest.ts";
import { eventually } from "../e2e/clinic.ts";
import { contextOf, sendBidi } from "./bidi.ts";
import { FirefoxClinic } from "./clinic.ts";
import { FirefoxPerson } from "./person.ts";

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;

const Tree = v.object({ contexts: v.array(v.object({ context: v.string() })) });
const Evaluated = v.object({ result: v.object({ value: v.pipe(v.string(), v.parseJson(), v.unknown()) }) });

/** What an expression says in the browser's own window, where the extension's button is. */
async function inWindow<Schema extends v.GenericSchema>(page: Page, expression: string, said: Schema): Promise<v.InferOutput<Schema>> {
  const { contexts } = await sendBidi(page, "browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 }, Tree);
  const target = { context: contexts[0]?.context };
  const asked = { expression: `(async () => JSON.stringify(await (${expression})))()`, target, awaitPromise: true };
  return v.parse(said, (await sendBidi(page, "script.evaluate", asked, Evaluated)).result.value);
}

/** What stands on the extension's button while this tab is in front. */
async function badge(page: Page): Promise<string> {
  const expression = `(() => {
    const { Management } = ChromeUtils.importESModule("resource://gre/modules/Extension.sys.mjs");
    const { action } = Management.global.browserActionFor(WebExtensionPolicy.getByID("${firefoxId}").extension);
    return action.getContextData(gBrowser.selectedTab).badgeText;
  })()`;
  return await inWindow(page, expression, v.string());
}

async function showsBadge(page: Page, text: string): Promise<void> {
  await page.bringToFront();
  await eventually(`the badge to say ${text}`, async () => ((await badge(page)) === text ? true : undefined));
}

/** Opens the extension's popup in a tab of its own. */
async function openPopup(clinic: FirefoxClinic, page: Page): Promise<Page> {
  const host = await inWindow(page, `WebExtensionPolicy.getByID("${firefoxId}").mozExtensionHostname`, v.string());
  const popup = await clinic.browser.newPage();
  // BiDi does not hear when a page of an extension has loaded.
  await sendBidi(popup, "browsingContext.navigate", { context: contextOf(popup), url: `moz-extension://${host}/pages/popup.html`, wait: "none" }, v.unknown());
  await eventually("the popup", async () => ((await popup.evaluate(() => document.querySelector(".known li"))) === null ? undefined : true));
  return popup;
}

/** What an expression says in a page of the extension. */
async function inExtension<Schema extends v.GenericSchema>(popup: Page, expression: string, said: Schema): Promise<v.InferOutput<Schema>> {
  return v.parse(v.pipe(v.string(), v.parseJson(), said), await popup.evaluate(`(async () => JSON.stringify(await (${expression})))()`));
}

test("in Firefox, a renewal that was left half way is on the badge, in the popup and at the next login, and the alarm of the reminders goes off", { timeout: 120_000 }, async () => {
  await using clinic = await FirefoxClinic.open({ certificates: ["client28"], extension });
  let person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  await person.reads("クライアント証明書の更新が必要です");
  await showsBadge(person.page, "71");
  await person.presses("更新");
  await person.presses("こちら");
  await person.presses("次へ");
  await person.presses("確認する");
  await showsBadge(person.page, "3/5");
  await person.page.close();

  person = new FirefoxPerson(await clinic.logIn());
  await person.reads("更新が途中です");
  await person.readsText("パスワードの確認まで進みました。");
  const popup = await openPopup(clinic, person.page);
  expect(await popup.evaluate(() => document.body.innerText)).toContain("インポートと接続の確認が残っています。");

  // As if 57 days had passed: the alarm, for which Firefox would wait an hour, goes off.
  const goesOff = async (): Promise<void> => {
    await inExtension(popup, `browser.alarms.create("koshin-reminder", { when: Date.now(), periodInMinutes: 60 }).then(() => true)`, v.boolean());
    await eventually("the alarm", async () => {
      const next = await inExtension(popup, `browser.alarms.get("koshin-reminder").then((alarm) => alarm.scheduledTime - Date.now())`, v.number());
      return next > 60_000 ? true : undefined;
    });
  };
  const remembered = `browser.storage.local.get("renewals").then(({ renewals }) => renewals)`;
  await inExtension(
    popup,
    `${remembered}.then((ledger) => {
      const notAfter = new Date(Date.now() + 14.5 * 86_400_000).toISOString();
      return browser.storage.local.set({ renewals: { ...ledger, records: ledger.records.map((record) => ({ ...record, notAfter })) } });
    }).then(() => true)`,
    v.boolean(),
  );
  await goesOff();
  // Firefox without a window draws no notification; what is remembered of it is written before it is shown.
  const Kept = v.object({ notifiedAt: v.nullable(v.string()), records: v.array(v.object({ remindedAt: v.nullable(v.number()) })) });
  const { notifiedAt } = await eventually("the reminder", async () => {
    const ledger = await inExtension(popup, remembered, Kept);
    return ledger.records[0]?.remindedAt === 14 ? ledger : undefined;
  });
  console.log(await inExtension(popup, `browser.notifications.create("probe", { type: "basic", iconUrl: browser.runtime.getURL("icons/koshin-128.png"), title: "a", message: "b" }).catch(String)`, v.unknown()));
  await goesOff();
  expect((await inExtension(popup, remembered, Kept)).notifiedAt).toBe(notifiedAt);
});
