import type { ElementHandle, Page } from "puppeteer";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";

const { action, save, password } = dialogTexts("en");

/** A button in the dialog. */
export function button(page: Page, name: string): AccessibleElement {
  return new AccessibleElement(page, { role: "button", name });
}

/** Presses one button after another, like a person. */
export async function press(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await button(page, name).press();
}

/** Presses a button that closes its window, which may be gone before the browser has confirmed the press. */
export async function pressToClose(page: Page, name: string): Promise<void> {
  await press(page, name).catch((error: unknown) => {
    if (!page.isClosed()) throw error;
  });
}

/** The password's element, once it is shown. */
export async function passwordField(page: Page): Promise<ElementHandle> {
  return await new AccessibleElement(page, { role: "textbox", name: password.label }).find();
}

/** Renews until the password is shown, and returns it by a way that the page does not have. */
export async function revealPassword(page: Page): Promise<string> {
  await press(page, action.renew, save.here, password.reveal);
  const field = await passwordField(page);
  const text = await field.evaluate((element) => element.getAttribute("data-password"));
  if (text === null) throw new Error("No password in the dialog.");
  return text;
}

/** Waits until the dialog shows a heading. */
export async function reads(page: Page, heading: string): Promise<void> {
  await new AccessibleElement(page, { role: "heading", name: heading }).find();
}
