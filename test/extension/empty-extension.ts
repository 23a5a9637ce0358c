import type { Page } from "puppeteer";
import { extensionId } from "./extension-id.ts";

/**
 * Removes what the extension has stored and shows of a person. Its worker keeps nothing else, and installing the extension
 * again would take as long as starting a browser.
 *
 * @param tab is empty afterwards
 */
export async function emptyExtension(tab: Page): Promise<void> {
  await tab.goto(`chrome-extension://${extensionId}/pages/options.html`);
  await tab.evaluate(async () => {
    await Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()]);
    for (const id of Object.keys(await chrome.notifications.getAll())) await chrome.notifications.clear(id);
  });
  await tab.goto("about:blank");
}
