import { daysUntil, timeLeft, type TimeLeft } from "../../core/days.ts";
import type { RenewalRecord } from "./record.ts";
import { standingOf, wantsAction } from "./standing.ts";

/** How soon a certificate expires: in more than a month, within a month, within a week. */
export type Urgency = "calm" | "soon" | "urgent";

/** The urgency for a number of whole days left; negative after expiry. */
export function urgencyOf(daysLeft: number): Urgency {
  if (daysLeft > 30) return "calm";
  return daysLeft > 7 ? "soon" : "urgent";
}

/** Whole days until a record's certificate expires; negative once it has. */
export function daysLeftOf({ notAfter }: Pick<RenewalRecord, "notAfter">, now: Date): number {
  return daysUntil(new Date(notAfter), now);
}

/** Of the records that need action, the first to expire. */
export function mostUrgent(records: readonly RenewalRecord[], now: Date): RenewalRecord | undefined {
  return records
    .filter((record) => wantsAction(standingOf(record, now)))
    .toSorted((one, other) => Date.parse(one.notAfter) - Date.parse(other.notAfter))[0];
}

/** The time until a record's certificate expires, as every surface shows it; undefined once it has. */
export function timeLeftOf({ notAfter }: Pick<RenewalRecord, "notAfter">, now: Date): TimeLeft | undefined {
  return timeLeft(new Date(notAfter), now);
}
