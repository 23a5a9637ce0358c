import { dayInMilliseconds } from "../../core/days.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RecordName, type RenewalRecord } from "./record.ts";

/** The numbers of days by which a person can postpone reminders. */
const snoozeDays = [1, 3, 7] as const;

/** A number of days by which a person can postpone reminders. */
export type SnoozeDays = (typeof snoozeDays)[number];

/** The choices that end before the certificate expires. */
export function snoozesFor({ notAfter }: Pick<RenewalRecord, "notAfter">, now: Date): readonly SnoozeDays[] {
  return snoozeDays.filter((days) => now.getTime() + days * dayInMilliseconds < Date.parse(notAfter));
}

/** Whether a record's notifications are postponed at a moment. */
export function isSnoozed({ snoozedUntil }: Pick<RenewalRecord, "snoozedUntil">, now: Date): boolean {
  return snoozedUntil !== null && now.getTime() < Date.parse(snoozedUntil);
}

/** Postpones a record's notifications by a number of days from now; null cancels that. */
export function snooze(ledger: Ledger, name: RecordName, days: SnoozeDays | null, now: Date): Ledger {
  const snoozedUntil = days === null ? null : new Date(now.getTime() + days * dayInMilliseconds).toISOString();
  return {
    ...ledger,
    records: ledger.records.map((record) => (isNamed(record, name) ? { ...record, snoozedUntil } : record)),
  };
}
