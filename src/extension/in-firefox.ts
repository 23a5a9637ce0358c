import browser from "webextension-polyfill";

/** Whether this is the extension in Firefox. */
export function inFirefox(): boolean {
  return browser.runtime.getURL("").startsWith("moz-extension:");
}
