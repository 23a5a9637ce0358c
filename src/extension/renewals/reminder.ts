import { dayInMilliseconds } from "../../core/days.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RenewalRecord } from "./record.ts";
import { isSnoozed } from "./snooze.ts";
import { standingOf } from "./standing.ts";
import { daysLeftOf, mostUrgent } from "./urgency.ts";

/** So many days before a certificate's end a notification is shown, fewest last. */
const thresholds = [30, 14, 7, 3, 1] as const;

/** A notification that is to be shown. */
export interface Reminder {
  readonly record: RenewalRecord;
  /** Whole days until the certificate's end. */
  readonly daysLeft: number;
  /** The ledger that remembers the notification, so that it is shown once. */
  readonly ledger: Ledger;
}

/**
 * Decides whether a notification is to be shown, and of which certificate: of those that have come below a threshold
 * of which nothing has been shown yet, the one that ends first. After a long sleep only the last threshold counts.
 *
 * @param isServed whether the extension serves a record's site
 * @returns undefined where there is nothing to say, or where something was said within a day
 */
export function nextReminder(ledger: Ledger, isServed: (record: RenewalRecord) => boolean, now: Date): Reminder | undefined {
  if (ledger.notifiedAt !== null) {
    const since = now.getTime() - Date.parse(ledger.notifiedAt);
    // A time to come was written by a clock that has been put right since; that may silence a day, not a year.
    if (Math.abs(since) < dayInMilliseconds) return undefined;
  }
  const first = mostUrgent(
    ledger.records.filter((record) => isServed(record) && isToRemind(record, now)),
    now,
  );
  if (first === undefined) return undefined;
  const daysLeft = daysLeftOf(first, now);
  const reminded = { ...first, remindedAt: thresholdAt(daysLeft) ?? null };
  const records = ledger.records.map((record) => (isNamed(record, first) ? reminded : record));
  return { record: first, daysLeft, ledger: { records, notifiedAt: now.toISOString() } };
}

function isToRemind(record: RenewalRecord, now: Date): boolean {
  if (standingOf(record, now) === "expired" || isSnoozed(record, now)) return false;
  const threshold = thresholdAt(daysLeftOf(record, now));
  return threshold !== undefined && (record.remindedAt === null || threshold < record.remindedAt);
}

/** The last threshold that so many days have come down to. */
function thresholdAt(daysLeft: number): number | undefined {
  return thresholds.findLast((threshold) => daysLeft <= threshold);
}
