import { setTimeout } from "node:timers/promises";
import type { Browser, BrowserContext, Page, Target } from "puppeteer";

/** Timeout for anything in a browser, in milliseconds: it ends what hangs, and is not a measure of speed. */
export const browserTimeout = 60_000;

/**
 * Timeout for the answer to a single command to a browser where nobody is asked anything, in milliseconds: longer than
 * what the command itself may wait for, and shorter than that of a test, so that an error names the command.
 */
export const commandTimeout = 90_000;

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

/** Polls until there is a value: for what happens outside the page, so that nothing on it announces it. */
export async function until(look: () => Promise<string | undefined>, otherwise: string): Promise<string> {
  const deadline = performance.now() + browserTimeout;
  while (performance.now() < deadline) {
    const found = await look();
    if (found) return found;
    await setTimeout(100);
  }
  throw new Error(otherwise);
}
