import { daysUntil } from "../../core/days.ts";
import type { RenewalRecord } from "./record.ts";
import { standingOf, wantsAction } from "./standing.ts";

/** How near a certificate's end is: above a month, within a month, within a week. */
export type Urgency = "calm" | "soon" | "urgent";

/** How near an end is that is so many whole days away; one that is past is as near as can be. */
export function urgencyOf(daysLeft: number): Urgency {
  if (daysLeft > 30) return "calm";
  return daysLeft > 7 ? "soon" : "urgent";
}

/** Whole days until a record's certificate ends; negative once it has. */
export function daysLeftOf({ notAfter }: Pick<RenewalRecord, "notAfter">, now: Date): number {
  return daysUntil(new Date(notAfter), now);
}

/** Of the records about which the person has something to do, the one that ends first. */
export function mostUrgent(records: readonly RenewalRecord[], now: Date): RenewalRecord | undefined {
  return records
    .filter((record) => wantsAction(standingOf(record, now)))
    .toSorted((one, other) => Date.parse(one.notAfter) - Date.parse(other.notAfter))[0];
}
