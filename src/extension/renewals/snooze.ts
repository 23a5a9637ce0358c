import { dayInMilliseconds } from "../../core/days.ts";
import type { Ledger } from "./ledger.ts";
import { isNamed, type RecordName, type RenewalRecord } from "./record.ts";

/** For how many days a person can put a reminder off. */
const snoozeDays = [1, 3, 7] as const;

/** One of them. */
export type SnoozeDays = (typeof snoozeDays)[number];

/** Those that end before the certificate does: nobody is to sleep past that. */
export function snoozesFor({ notAfter }: Pick<RenewalRecord, "notAfter">, now: Date): readonly SnoozeDays[] {
  return snoozeDays.filter((days) => now.getTime() + days * dayInMilliseconds < Date.parse(notAfter));
}

/** Whether a record's notifications are put off at a moment. */
export function isSnoozed({ snoozedUntil }: Pick<RenewalRecord, "snoozedUntil">, now: Date): boolean {
  return snoozedUntil !== null && now.getTime() < Date.parse(snoozedUntil);
}

/** The ledger with a record's notifications put off for so many days from now; null takes that back. */
export function snooze(ledger: Ledger, name: RecordName, days: SnoozeDays | null, now: Date): Ledger {
  const snoozedUntil = days === null ? null : new Date(now.getTime() + days * dayInMilliseconds).toISOString();
  return {
    ...ledger,
    records: ledger.records.map((record) => (isNamed(record, name) ? { ...record, snoozedUntil } : record)),
  };
}
