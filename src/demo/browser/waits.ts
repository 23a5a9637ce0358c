import type { Browser, BrowserContext, Page, Target } from "puppeteer";

/** In milliseconds, how long something in a browser is waited for: it ends what hangs, and is no measure of speed. */
export const browserTimeout = 60_000;

/** Opens a tab in which everything is waited for patiently, a navigation too. */
export async function openTab(browser: Browser | BrowserContext): Promise<Page> {
  return patient(await browser.newPage());
}

/** Has everything in a page be waited for patiently: for one that a page or an extension has opened. */
export function patient(page: Page): Page {
  page.setDefaultTimeout(browserTimeout);
  return page;
}

/** Waits until the browser runs a page, worker or extension of some kind. */
export async function findTarget(browser: Browser, isIt: (target: Target) => boolean): Promise<Target> {
  return await browser.waitForTarget(isIt, { timeout: browserTimeout });
}
