import { dayInMilliseconds } from "../../core/days.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RenewalRecord } from "./record.ts";
import { isSnoozed } from "./snooze.ts";
import { standingOf } from "./standing.ts";
import { daysLeftOf, mostUrgent } from "./urgency.ts";

/** The numbers of days before expiry at which a notification is shown, in descending order. */
const thresholds = [30, 14, 7, 3, 1] as const;

/** A notification to show. */
export interface Reminder {
  readonly record: RenewalRecord;
  /** The ledger that records the notification, so that it is shown once. */
  readonly ledger: Ledger;
}

/**
 * Decides whether a notification is due, and for which certificate: of those that have reached a threshold for which
 * none has been shown yet, the first to expire. After a long sleep only the last threshold counts.
 *
 * @param isServed whether the extension serves a record's site
 * @returns undefined if nothing is due, or if a notification was shown within a day
 */
export function nextReminder(ledger: Ledger, isServed: (record: RenewalRecord) => boolean, now: Date): Reminder | undefined {
  if (ledger.notifiedAt !== null) {
    const since = now.getTime() - Date.parse(ledger.notifiedAt);
    // A time in the future comes from a clock that has since been corrected; that may suppress a day, but not a year.
    if (Math.abs(since) < dayInMilliseconds) return undefined;
  }
  const first = mostUrgent(
    ledger.records.filter((record) => isServed(record) && isToRemind(record, now)),
    now,
  );
  if (first === undefined) return undefined;
  const reminded = { ...first, remindedAt: thresholdAt(daysLeftOf(first, now)) ?? null };
  const records = ledger.records.map((record) => (isNamed(record, first) ? reminded : record));
  return { record: first, ledger: { records, notifiedAt: now.toISOString() } };
}

function isToRemind(record: RenewalRecord, now: Date): boolean {
  if (standingOf(record, now) === "expired" || isSnoozed(record, now)) return false;
  const threshold = thresholdAt(daysLeftOf(record, now));
  return threshold !== undefined && (record.remindedAt === null || threshold < record.remindedAt);
}

/** The lowest threshold that has been reached. */
function thresholdAt(daysLeft: number): number | undefined {
  return thresholds.findLast((threshold) => daysLeft <= threshold);
}
