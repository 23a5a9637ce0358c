import browser from "webextension-polyfill";
import { patternOf, type Site } from "./sites.ts";

/** The sites whose hosts the browser does not allow the extension to act on. */
export async function findUngranted(sites: readonly Site[]): Promise<readonly Site[]> {
  const granted = await Promise.all(sites.map((site) => browser.permissions.contains({ origins: [patternOf(site)] })));
  return sites.filter((_, index) => granted[index] === false);
}
