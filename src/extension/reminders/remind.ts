import browser from "webextension-polyfill";
import { languageFor } from "../../ui/language.ts";
import { goToRenewal } from "../actions/go-to-renewal.ts";
import { changeLedger, keptLedger } from "../renewals/kept-ledger.ts";
import { isNamed, labelOf, type RecordName } from "../renewals/record.ts";
import { nextReminder, type Reminder } from "../renewals/reminder.ts";
import { standingOf } from "../renewals/standing.ts";
import { renewalTexts } from "../renewals/texts/texts-for.ts";
import { timeLeftOf } from "../renewals/urgency.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { siteOf } from "../sites/sites.ts";

/**
 * Shows the notification that is due, if any. It is recorded first: a worker that ends in between loses one
 * notification, but never shows it twice.
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
  const { record } = reminder;
  const texts = renewalTexts(languageFor(navigator.language));
  await browser.notifications.create(notificationId(record), {
    type: "basic",
    iconUrl: browser.runtime.getURL("icons/koshin-128.png"),
    ...texts.notification(labelOf(record), standingOf(record, now), timeLeftOf(record, now)),
  });
}

/** The name of the alarm that checks for due notifications. */
export const reminderAlarm = "koshin-reminder";

/** How often it checks, in minutes: a computer may be on for only a few hours a day. */
const period = 60;

/** Restores the alarm if the browser has lost it: not every browser keeps alarms across restarts. */
export async function setReminderAlarm(): Promise<void> {
  if ((await browser.alarms.get(reminderAlarm)) !== undefined) return;
  await browser.alarms.create(reminderAlarm, { delayInMinutes: 1, periodInMinutes: period });
}

const prefix = "koshin-renewal";

/** The id of the notification for a record's certificate; a later notification replaces an earlier one. */
function notificationId({ origin, issuer, serial }: RecordName): string {
  return [prefix, serial, origin, ...(issuer === undefined ? [] : [issuer])].join(" ");
}

/** The record of a notification; undefined if the id is not ours. */
function readNotificationId(id: string): RecordName | undefined {
  const [first, serial, origin, issuer] = id.split(" ");
  return first === prefix && serial !== undefined && origin !== undefined ? { origin, issuer, serial } : undefined;
}

/** Takes the person who has clicked a notification to where its renewal continues. */
export async function openFromNotification(id: string): Promise<void> {
  const name = readNotificationId(id);
  if (name === undefined) return;
  await browser.notifications.clear(id);
  const { records } = await keptLedger();
  await goToRenewal(records.find((record) => isNamed(record, name)) ?? name);
}
