import type { Browser, Page, Target } from "puppeteer";
import { findTarget, withBrowserTimeout } from "../../src/demo/browser/waits.ts";

/** The open windows of the extension's own, in which a renewal continues. */
export function windowsIn(browser: Browser): readonly Target[] {
  return browser.targets().filter(isWindow);
}

/** Waits for such a window. */
export async function findWindowIn(browser: Browser): Promise<Page> {
  return withBrowserTimeout(await (await findTarget(browser, isWindow)).asPage());
}

function isWindow(target: Target): boolean {
  return target.url().includes("/pages/renewal.html");
}
