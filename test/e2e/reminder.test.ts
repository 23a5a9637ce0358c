import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { generatePassword } from "../../src/core/password.ts";
import { writePkcs12 } from "../../src/core/pkcs12/write.ts";
import { findTarget, openTab } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { issueCertificate } from "../../src/server/issuance/lifecycle/issue.ts";
import { Clinic } from "./clinic.ts";
import { eventually } from "./eventually.ts";
import { Person } from "./person.ts";
import { renewUntilImport } from "./renew-until-import.ts";
import { sharedComputer } from "./shared-computer.ts";
import { Toolbar } from "./toolbar.ts";

const computer = sharedComputer();

const due = "クライアント証明書の更新が必要です";
let clinic: Clinic;
let toolbar: Toolbar;

beforeEach(async () => {
  clinic = await Clinic.open({ certificates: [], extension: true, computer });
  toolbar = new Toolbar(clinic);
});
afterEach(async () => {
  await clinic[Symbol.asyncDispose]();
});

/** Puts a certificate with this number of days left into the browser's key store. */
async function hold(cn: string, daysLeft: number): Promise<void> {
  const now = new Date();
  const notAfter = new Date(now.getTime() + (daysLeft + 0.5) * 86_400_000);
  const issued = await issueCertificate(clinic.service.service, { tenant: clinic.world.tenant, cn, ...byOperator(now), notAfter });
  const { privateKey, certificate, chain, fileName } = issued;
  const password = generatePassword();
  const p12 = join(clinic.home, fileName);
  await writeFile(p12, await writePkcs12({ privateKey, certificate, chain, friendlyName: cn }, { password, profile: "modern" }));
  await clinic.importFile(p12, password);
}

/** Presses a button of the popup. */
async function press(popup: Page, name: string): Promise<void> {
  await new AccessibleElement(popup, { role: "button", name }).press();
}

async function says(popup: Page, sentence: string): Promise<void> {
  await popup.waitForFunction((wanted) => document.querySelector("main")?.innerText.includes(wanted), {}, sentence);
}

async function showsNotifications(count: number): Promise<void> {
  await eventually("the notification", async () => ((await toolbar.countsNotifications()) === count ? true : undefined));
}

test("reminds of a postponed renewal until it is proved, and then no more", async () => {
  await toolbar.shows("");
  await hold("client31", 14);
  let person = new Person(await clinic.logIn());
  await person.reads(due);
  expect(await toolbar.shows("14", clinic.app)).toBe("Koshin: client31 (app.localhost) 更新が必要です（残り14日）");
  await toolbar.shows("14");
  await person.presses("後で");
  await person.seesNoDialog();

  // One notification, and no second one at the same threshold, although the worker was stopped in between.
  await toolbar.alarmGoesOff();
  await showsNotifications(1);
  await toolbar.clearsNotifications();
  await toolbar.alarmGoesOff();
  await toolbar.remembers({ notifiedAt: null, remindedAt: 14 });
  await toolbar.alarmGoesOff();
  expect(await toolbar.countsNotifications()).toBe(0);

  // The popup snoozes it, and undoes that.
  await toolbar.remembers({ notifiedAt: null, remindedAt: null });
  let popup = await toolbar.openPopup(person.page);
  await popup.locator("summary").click();
  await press(popup, "3日後");
  await says(popup, "まで通知しません。");
  await toolbar.alarmGoesOff();
  expect(await toolbar.countsNotifications()).toBe(0);
  await press(popup, "取り消す");
  await popup.locator("summary").wait();
  await toolbar.alarmGoesOff();
  await showsNotifications(1);

  // The notification, and the popup in another tab, lead back to the site with the dialog.
  await popup.close();
  const elsewhere = await openTab(clinic.browser);
  await toolbar.pressesNotification();
  await person.reads(due);
  await person.page.waitForFunction(() => document.visibilityState === "visible");
  await showsNotifications(0);
  await person.presses("後で");
  await elsewhere.bringToFront();
  popup = await toolbar.openPopup(elsewhere);
  await says(popup, "残り14日");
  await press(popup, "更新 client31");
  await person.reads(due);
  await person.page.bringToFront();
  await elsewhere.close();
  const { p12, password } = await renewUntilImport(clinic, person);
  expect(await toolbar.shows("3/5")).toContain("インポートと接続の確認が残っています（残り14日）");
  await person.page.close();

  // An unfinished renewal continues after the browser's restart.
  await clinic.restartBrowser();
  await toolbar.shows("3/5");
  const page = await openTab(clinic.browser);
  popup = await toolbar.openPopup(page);
  await says(popup, "インポートと接続の確認が残っています。");
  await press(popup, "更新を続ける client31");
  const login = await findTarget(clinic.browser, (target) => target.url().startsWith(clinic.app));
  await login.page();
  person = new Person(await clinic.logIn());
  await person.reads("更新が途中です");
  await person.presses("インポートを続ける");
  // Confirmed too early: the proof sees the old certificate, and waits.
  await person.presses("インポートしました");
  await person.readsText("更新前の証明書で接続されました");
  await toolbar.shows("4/5");
  await clinic.importFile(p12, password);
  await person.presses("接続を確認する");
  await person.reads("新しい証明書で接続できました");
  await toolbar.shows("", clinic.app);
  await toolbar.shows("");
  await person.presses("閉じる");

  // After the proof, the popup says so, and no alarm shows a notification, even if earlier ones are forgotten.
  popup = await toolbar.openPopup(person.page);
  await says(popup, "この証明書は更新済みです。");
  await toolbar.clearsNotifications();
  await toolbar.remembers({ notifiedAt: null, remindedAt: null });
  await toolbar.alarmGoesOff();
  expect(await toolbar.countsNotifications()).toBe(0);
  // The stored data contains neither the password nor a key.
  const kept = await toolbar.kept();
  expect(kept).toContain("client31");
  expect(kept).not.toContain(password);
  expect(kept).not.toMatch(/PRIVATE|pkcs|password"/i);
});
