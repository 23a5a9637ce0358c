import { expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { listeningPages } from "../attack/listening-pages.ts";
import { eventually } from "../e2e/eventually.ts";
import { renewUntilImport, saveUntilImport } from "../e2e/renew-until-import.ts";
import { replacementOf } from "../support/records.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { selectInside } from "./closed-roots.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";
import { renewingBeforeExtension } from "./renewing-before-extension.ts";
import { loadAgain, windowThatOpens } from "./window-that-opens.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const { password, save } = dialogTexts("en");

/** Reinstalls the extension, and waits until its dialog has replaced the one that nobody operates any more. */
async function reinstall({ browser }: FirefoxClinic, { page }: FirefoxPerson): Promise<void> {
  const shown = async (): Promise<string | undefined> => (await selectInside(page, "dialog[open]"))[0]?.sharedId;
  const before = await shown();
  await browser.installExtension(extension);
  await eventually("the next dialog", async () => {
    const after = await shown();
    return after !== undefined && after !== before ? true : undefined;
  });
}

test("in Firefox, a reinstalled extension replaces the dialog that nobody operates any more", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  await person.reads("クライアント証明書の更新が必要です");
  await clinic.browser.installExtension(extension);
  await eventually("a button that works", async () => {
    if ((await person.countsDialogs()) === 0) return true;
    expect(await person.countsDialogs()).toBe(1);
    await person.pressesIfThere("後で");
    return undefined;
  });
  expect(await person.countsDialogs()).toBe(0);
});

test("in Firefox, an issued certificate is not lost when the extension is reinstalled under its dialog, even twice", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  const old = clinic.serialOf("client28");
  const person = new FirefoxPerson(await clinic.logIn(old));
  await person.presses("更新");
  await person.reads("証明書を保存してください");
  const { store } = clinic.service.service;
  const issued = await replacementOf(store, old);
  await reinstall(clinic, person);
  await reinstall(clinic, person);
  const { serial } = await saveUntilImport(clinic, person);
  expect(serial).toBe(issued?.serial);
  expect((await replacementOf(store, old))?.passwordShownAt).not.toBeNull();
});

test("in Firefox, a renewal in the extension's own window outlives its reload, and the extension's", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], webapp: await listeningPages() });
  const person = await renewingBeforeExtension(clinic, extension);
  const { page } = person;
  await page.evaluate("stopping = true");
  const window = await windowThatOpens(clinic, () => person.pressesIfThere(save.here));
  const inWindow = new FirefoxPerson(window);
  await inWindow.reads(save.heading);

  await loadAgain(window);
  await inWindow.presses(save.here);
  await inWindow.reads(password.heading);
  expect(await person.countsDialogs()).toBe(0);

  await page.evaluate("stopping = false");
  await clinic.browser.installExtension(extension);
  await person.reads(password.heading);
  expect(await person.countsDialogs()).toBe(1);
  await person.presses(password.reveal);
  await person.readsText(password.label);
});

test("in Firefox, a reinstalled extension replaces a dialog that is open outside the menu", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  await person.reads("クライアント証明書の更新が必要です");
  await person.page.evaluate(() => history.pushState(null, "", "/orders"));
  await reinstall(clinic, person);
  await person.presses("後で");
  await person.seesNoDialog();
});

test("in Firefox, a dialog that nobody operates any more is removed if there is nothing more to show", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension });
  const person = new FirefoxPerson(await clinic.logIn(clinic.serialOf("client28")));
  const { p12, password, serial } = await renewUntilImport(clinic, person);
  await clinic.importFile(p12, password);
  await person.presses("インポートしました");
  await chooseCertificate(person.page, serial);
  await person.reads("新しい証明書で接続できました");
  await clinic.browser.installExtension(extension);
  await person.seesNoDialog();
});
