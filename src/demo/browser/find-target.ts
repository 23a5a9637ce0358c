import type { Browser, Target } from "puppeteer";
import { browserTimeout } from "./browser-timeout.ts";

/** Waits until the browser runs a page, worker or extension of some kind. */
export async function findTarget(browser: Browser, isIt: (target: Target) => boolean): Promise<Target> {
  return await browser.waitForTarget(isIt, { timeout: browserTimeout });
}
