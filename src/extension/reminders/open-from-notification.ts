import browser from "webextension-polyfill";
import { keptLedger } from "../renewals/kept-ledger.ts";
import { isNamed } from "../renewals/record.ts";
import { goToRenewal } from "../actions/go-to-renewal.ts";
import { readNotificationId } from "./notification-id.ts";

/** Takes the person who has pressed a notification to where the renewal that it is about goes on. */
export async function openFromNotification(id: string): Promise<void> {
  const name = readNotificationId(id);
  if (name === undefined) return;
  await browser.notifications.clear(id);
  const { records } = await keptLedger();
  await goToRenewal(records.find((record) => isNamed(record, name)) ?? name);
}
