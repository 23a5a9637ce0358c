import type { Page } from "puppeteer";
import * as v from "valibot";
import { expect, test } from "vitest";
import { eventually } from "../e2e/eventually.ts";
import { openExtensionPage, pressNotification, shownNotifications } from "./browser-window.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;

/** The value of an expression in a page of the extension, with access to the browser's APIs. */
async function ask<Schema extends v.GenericSchema>(desk: Page, expression: string, schema: Schema): Promise<v.InferOutput<Schema>> {
  return v.parse(
    v.pipe(v.string(), v.parseJson(), schema),
    await desk.evaluate(`(async () => JSON.stringify(await (${expression})))()`),
  );
}

test("in Firefox, an unfinished renewal is shown on the badge, in the popup, at the next login and in a reminder", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  let person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  await person.reads("クライアント証明書の更新が必要です");
  await person.presses("更新");
  await person.presses("こちら");
  await person.presses("確認する");
  await person.readsText("コピー");

  person = new FirefoxPerson(await clinic.logIn(undefined, person.page));
  await person.reads("更新が途中です");
  await person.readsText("パスワードの確認まで進みました。");
  const popup = await openExtensionPage(person.page, "/pages/popup.html");
  await popup.waitForSelector("li.renewal");
  expect(await popup.$eval("main", (main) => main.innerText)).toContain("インポートと接続の確認が残っています。");
  expect(await popup.evaluate("browser.action.getBadgeText({})")).toBe("3/5");

  // As if 57 days had passed; the alarm, for which Firefox would wait an hour, fires twice.
  const kept = `browser.storage.local.get("renewals").then(({ renewals }) => renewals)`;
  const passed = `${kept}.then(({ records }) => {
    const notAfter = new Date(Date.now() + 14.5 * 86_400_000).toISOString();
    return browser.storage.local.set({ renewals: { records: records.map((record) => ({ ...record, notAfter })), notifiedAt: null } });
  }).then(() => true)`;
  await ask(popup, passed, v.boolean());
  const goesOff = async (): Promise<void> => {
    await ask(
      popup,
      `browser.alarms.create("koshin-reminder", { when: Date.now(), periodInMinutes: 60 }).then(() => true)`,
      v.boolean(),
    );
    const wait = `browser.alarms.get("koshin-reminder").then(({ scheduledTime }) => scheduledTime - Date.now())`;
    await eventually("the alarm", async () => ((await ask(popup, wait, v.number())) > 60_000 ? true : undefined));
  };
  await goesOff();
  const Kept = v.object({ notifiedAt: v.nullable(v.string()), records: v.array(v.object({ remindedAt: v.nullable(v.number()) })) });
  const { notifiedAt } = await eventually("the reminder", async () => {
    const ledger = await ask(popup, kept, Kept);
    return ledger.records[0]?.remindedAt === 14 ? ledger : undefined;
  });
  const [drawn] = await eventually("the notification", async () => {
    const shown = await shownNotifications(popup);
    return shown.length > 0 ? shown : undefined;
  });
  expect(drawn?.title).toBe("証明書の更新が途中です");
  expect(drawn?.text).toMatch(/client28.*残り14日.*ここを押すと、続きの画面を開きます。/);
  const visibility = (): Promise<string> => person.page.evaluate(() => document.visibilityState);
  expect(await visibility()).toBe("hidden");
  await pressNotification(popup);
  await eventually("the site's tab to come forward", async () => ((await visibility()) === "visible" ? true : undefined));
  await person.reads("更新が途中です");
  await eventually("the notification to go", async () => ((await shownNotifications(popup)).length === 0 ? true : undefined));

  await goesOff();
  expect((await ask(popup, kept, Kept)).notifiedAt).toBe(notifiedAt);
  expect(await shownNotifications(popup)).toEqual([]);
});
