import type { Browser, BrowserContext, Page } from "puppeteer";
import { browserTimeout } from "./browser-timeout.ts";

/** Opens a tab in which everything is waited for patiently, a navigation too. */
export async function openTab(browser: Browser | BrowserContext): Promise<Page> {
  return patient(await browser.newPage());
}

/** Has everything in a page be waited for patiently: for one that a page or an extension has opened. */
export function patient(page: Page): Page {
  page.setDefaultTimeout(browserTimeout);
  return page;
}
