import type { Page } from "puppeteer";
import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { listeningPages } from "../attack/listening-pages.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const { action, check, save, password, leave } = dialogTexts("en");

test("in Firefox, keys and presses in the dialog and the page's handlers do not affect each other", async () => {
  await using clinic = await FirefoxClinic.open({
    computer,
    certificates: ["client28"],
    extension,
    webapp: await listeningPages(),
  });
  const old = clinic.serialOf("client28");
  /** @param asked how often Firefox asks for a certificate: once after its start */
  const openMenu = async (search: string, asked: number): Promise<FirefoxPerson> => {
    const page = await openTab(clinic.browser);
    const arrival = page.goto(`${clinic.app}/menu${search}`);
    for (let count = 0; count < asked; count += 1) await chooseCertificate(page, old);
    await arrival;
    const person = new FirefoxPerson(page);
    await person.reads(check.heading);
    return person;
  };
  const heard = (page: Page): Promise<unknown> => page.evaluate("heard");

  const listening = await openMenu("?listen", 1);
  await listening.page.evaluate("heard.splice(0)");
  await listening.tabsTo(action.later);
  await listening.page.keyboard.press("Enter");
  await listening.seesNoDialog();
  expect(await heard(listening.page)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^key|down$/)]));

  const trapped = await openMenu("?trap", 0);
  await trapped.presses(action.later);
  await trapped.seesNoDialog();

  const blocked = await openMenu("?shortcuts", 0);
  await blocked.tabsTo(action.renew);
  await blocked.page.keyboard.press("Enter");
  await blocked.reads(save.heading);
  await blocked.page.keyboard.press("Escape");
  await blocked.reads(leave.heading);
  await blocked.presses(leave.stay);
  await blocked.presses(save.here);
  await blocked.presses(password.reveal);
  await blocked.readsText(password.copy);
  expect(new URL(blocked.page.url()).pathname).toBe("/menu");
});
