import browser from "webextension-polyfill";
import { configuredSites } from "../configured-sites.ts";
import { siteOf } from "../sites.ts";
import { readNotificationId } from "./notification-id.ts";
import { openSite } from "./open-site.ts";

/** Takes the person who has pressed a notification to the site that it is about. */
export async function openFromNotification(id: string): Promise<void> {
  const name = readNotificationId(id);
  if (name === undefined) return;
  await browser.notifications.clear(id);
  const site = siteOf(name.origin, await configuredSites());
  if (site !== undefined) await openSite(name.origin, site);
}
