import type { Page } from "puppeteer";
import { eventually } from "../e2e/eventually.ts";
import type { FirefoxClinic } from "./clinic.ts";

/** Does something again and again until another window or tab opens, and returns that. */
export async function windowThatOpens({ browser }: FirefoxClinic, action: () => Promise<void>): Promise<Page> {
  const before = await browser.pages();
  return await eventually("the window", async () => {
    const opened = (await browser.pages()).find((each) => !before.includes(each));
    if (opened === undefined) await action();
    return opened;
  });
}

/** Loads a window again, as somebody does who is at it; the browser asks no question. */
export async function loadAgain(window: Page): Promise<void> {
  await window.bringToFront();
  await window.evaluate("globalThis.before = true; setTimeout(() => location.reload())");
  await eventually("the window to be loaded again", async () =>
    (await window.evaluate("globalThis.before").catch(() => true)) === undefined ? true : undefined,
  );
}
