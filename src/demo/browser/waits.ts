import type { Browser, BrowserContext, Page, Target } from "puppeteer";

/** Timeout for anything in a browser, in milliseconds: it ends what hangs, and is not a measure of speed. */
export const browserTimeout = 60_000;

/** Opens a tab with the timeout above, also for navigation. */
export async function openTab(browser: Browser | BrowserContext): Promise<Page> {
  return withBrowserTimeout(await browser.newPage());
}

/** Sets the timeout above for a page that a page or an extension has opened. */
export function withBrowserTimeout(page: Page): Page {
  page.setDefaultTimeout(browserTimeout);
  return page;
}

/** Waits until the browser runs a page, worker or extension that matches. */
export async function findTarget(browser: Browser, isIt: (target: Target) => boolean): Promise<Target> {
  return await browser.waitForTarget(isIt, { timeout: browserTimeout });
}
