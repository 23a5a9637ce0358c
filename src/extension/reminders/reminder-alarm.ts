import browser from "webextension-polyfill";

/** The name of the alarm that looks whether a notification is to be shown. */
export const reminderAlarm = "koshin-reminder";

/** How often it looks, in minutes: a computer is on for a few hours of a day only. */
const period = 60;

/** Sets the alarm where the browser has lost it: not every browser keeps alarms from one start to the next. */
export async function setReminderAlarm(): Promise<void> {
  if ((await browser.alarms.get(reminderAlarm)) !== undefined) return;
  await browser.alarms.create(reminderAlarm, { delayInMinutes: 1, periodInMinutes: period });
}
