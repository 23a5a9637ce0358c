import browser from "webextension-polyfill";
import { languageFor } from "../../ui/language.ts";
import { goToRenewal } from "../actions/go-to-renewal.ts";
import { changeLedger, keptLedger } from "../renewals/kept-ledger.ts";
import { isNamed, labelOf, type RecordName } from "../renewals/record.ts";
import { nextReminder, type Reminder } from "../renewals/reminder.ts";
import { standingOf } from "../renewals/standing.ts";
import { renewalTexts } from "../renewals/texts/texts-for.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { siteOf } from "../sites/sites.ts";

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
    ...texts.notification(labelOf(record), standingOf(record, now), daysLeft),
  });
}

/** The name of the alarm that looks whether a notification is to be shown. */
export const reminderAlarm = "koshin-reminder";

/** How often it looks, in minutes: a computer is on for a few hours of a day only. */
const period = 60;

/** Sets the alarm where the browser has lost it: not every browser keeps alarms from one start to the next. */
export async function setReminderAlarm(): Promise<void> {
  if ((await browser.alarms.get(reminderAlarm)) !== undefined) return;
  await browser.alarms.create(reminderAlarm, { delayInMinutes: 1, periodInMinutes: period });
}

const prefix = "koshin-renewal";

/** The name of the notification about a record's certificate; a later one takes the place of an earlier one. */
function notificationId({ origin, serial }: RecordName): string {
  return [prefix, serial, origin].join(" ");
}

/** The record that a notification is about; undefined where it is none of ours. */
function readNotificationId(id: string): RecordName | undefined {
  const [first, serial, origin] = id.split(" ");
  return first === prefix && serial !== undefined && origin !== undefined ? { origin, serial } : undefined;
}

/** Takes the person who has pressed a notification to where the renewal that it is about goes on. */
export async function openFromNotification(id: string): Promise<void> {
  const name = readNotificationId(id);
  if (name === undefined) return;
  await browser.notifications.clear(id);
  const { records } = await keptLedger();
  await goToRenewal(records.find((record) => isNamed(record, name)) ?? name);
}
