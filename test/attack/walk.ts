import type { Locator, Page } from "puppeteer";
import { textsFor } from "../../src/dialog/texts-for.ts";

const { action, save, password } = textsFor("en");

/** A button in the dialog. */
export function button(page: Page, name: string): Locator<Element> {
  return page.locator(`::-p-aria([name="${name}"][role="button"])`);
}

/** Presses one button after the other, as a person does. */
export async function press(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await button(page, name).click();
}

/** Renews up to the password on the screen, and returns it from where the page cannot look. */
export async function revealPassword(page: Page): Promise<string> {
  await press(page, action.renew, save.here, password.reveal);
  const field = await page.locator(`::-p-aria([name="${password.label}"][role="textbox"])`).waitHandle();
  const text = await field.evaluate((element) => element.getAttribute("data-password"));
  if (text === null) throw new Error("The dialog shows no password.");
  return text;
}

/** Waits until a heading stands in the dialog. */
export async function reads(page: Page, heading: string): Promise<void> {
  await page.locator(`::-p-aria([name="${heading}"][role="heading"])`).wait();
}
