import browser from "webextension-polyfill";
import { languageFor } from "../../ui/language.ts";
import { badgeOf, type Badge } from "../renewals/badge.ts";
import { keptLedger } from "../renewals/kept-ledger.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { patternOf, siteOf } from "../sites/sites.ts";

/**
 * Shows on the extension's button what there is to do: by default for the most urgent of all sites, on the tab of a
 * site for this site only, even if that is nothing.
 */
export async function showBadges(): Promise<void> {
  const [{ records }, sites] = await Promise.all([keptLedger(), configuredSites()]);
  const served = records.filter(({ origin }) => siteOf(origin, sites) !== undefined);
  const language = languageFor(navigator.language);
  const now = new Date();
  await show(badgeOf(served, language, now));
  const tabs = await browser.tabs.query({ url: sites.map(patternOf) });
  const own = tabs.map(async ({ id, url = "" }) => {
    const here = served.filter(({ origin }) => origin === URL.parse(url)?.origin);
    await show(badgeOf(here, language, now), id);
  });
  // A tab may have been closed in the meantime.
  await Promise.allSettled(own);
}

async function show({ text, colour, title = browser.i18n.getMessage("popupTitle") }: Badge, tabId?: number): Promise<void> {
  const where = tabId === undefined ? {} : { tabId };
  await browser.action.setBadgeBackgroundColor({ ...where, color: colour });
  await browser.action.setBadgeTextColor({ ...where, color: "#ffffff" });
  await browser.action.setTitle({ ...where, title });
  await browser.action.setBadgeText({ ...where, text });
}
