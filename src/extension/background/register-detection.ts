import browser from "webextension-polyfill";
import { configuredSites } from "../sites/configured-sites.ts";
import { patternOf } from "../sites/sites.ts";

const id = "granted-sites";
let last: Promise<void> = Promise.resolve();

/**
 * Registers the detecting content script for every configured site whose host the person has granted, and for no other.
 * Calls are serialised, so that the last one sees the latest change.
 */
export function registerDetection(): Promise<void> {
  last = last.then(register, register);
  return last;
}

async function register(): Promise<void> {
  // The manifest's hosts, which do not change: a site built in later is granted and registered like any other.
  const { js = [], matches: declared = [] } = browser.runtime.getManifest().content_scripts?.[0] ?? {};
  const wanted = (await configuredSites()).map(patternOf).filter((pattern) => !declared.includes(pattern));
  const matches: string[] = [];
  for (const pattern of wanted) {
    if (await browser.permissions.contains({ origins: [pattern] })) matches.push(pattern);
  }
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [id] });
  if (registered !== undefined) await browser.scripting.unregisterContentScripts({ ids: [id] });
  if (matches.length === 0) return;
  await browser.scripting.registerContentScripts([{ id, matches, js, runAt: "document_start" }]);
}
