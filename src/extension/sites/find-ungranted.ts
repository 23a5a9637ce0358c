import browser from "webextension-polyfill";
import { patternOf, type Site } from "./sites.ts";

/** Of some sites those on whose hosts the browser does not let the extension act. */
export async function findUngranted(sites: readonly Site[]): Promise<readonly Site[]> {
  const granted = await Promise.all(sites.map((site) => browser.permissions.contains({ origins: [patternOf(site)] })));
  return sites.filter((_, index) => granted[index] === false);
}
