import * as v from "valibot";
import browser from "webextension-polyfill";
import { UnderwayAnswer, type UnderwayQuestion } from "../../protocol/underway.ts";
import { isUnderwayInPrivate } from "./other-background.ts";

/** The alarm that tries a waiting update again. */
export const updateAlarm = "update";

/** How often a waiting update is tried, in minutes. */
const retryInterval = 5;

/**
 * Installs an update that the browser has ready, unless a renewal is under way in some window: it would lose its background.
 * A browser that stops the background meanwhile may install the update nevertheless; then the dialog goes on without a
 * background (`surviving-port.ts`), or in the next one (`keep-for-successor.ts`).
 */
export async function installUpdate(): Promise<void> {
  if ((await isUnderway()) || (await isUnderwayInPrivate())) {
    await browser.alarms.create(updateAlarm, { delayInMinutes: retryInterval });
    return;
  }
  await browser.alarms.clear(updateAlarm);
  browser.runtime.reload();
}

/** Whether a renewal is under way in some tab that this background sees. */
export async function isUnderway(): Promise<boolean> {
  const tabs = await browser.tabs.query({});
  const question: UnderwayQuestion = { kind: "underway" };
  const answers = await Promise.all(
    tabs.map(async ({ id }) => {
      try {
        return id !== undefined && v.is(UnderwayAnswer, await browser.tabs.sendMessage(id, question));
      } catch {
        // No dialog is open in this tab.
        return false;
      }
    }),
  );
  return answers.includes(true);
}
