import browser from "webextension-polyfill";
import { languageFor } from "../../ui/language.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { nextReminder, type Reminder } from "../renewals/reminder.ts";
import { standingOf } from "../renewals/standing.ts";
import { renewalTexts } from "../renewals/texts.ts";
import { siteOf } from "../sites/sites.ts";
import { notificationId } from "./notification-id.ts";

/**
 * Shows the notification that is due, where one is. It is written down first: a worker that ends in between has lost
 * one notification, and never shows it twice.
 */
export async function remind(): Promise<void> {
  const now = new Date();
  const sites = await configuredSites();
  let reminder: Reminder | undefined;
  await changeLedger((ledger) => {
    reminder = nextReminder(ledger, ({ origin }) => siteOf(origin, sites) !== undefined, now);
    return reminder?.ledger ?? ledger;
  }, now);
  if (reminder === undefined) return;
  const { record, daysLeft } = reminder;
  const texts = renewalTexts(languageFor(navigator.language));
  await browser.notifications.create(notificationId(record), {
    type: "basic",
    iconUrl: browser.runtime.getURL("icons/koshin-128.png"),
    ...texts.notification(record, standingOf(record, now), daysLeft),
  });
}
