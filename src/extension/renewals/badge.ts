import type { TimeLeft } from "../../core/days.ts";
import type { Language } from "../../ui/language.ts";
import { labelOf, type RenewalRecord } from "./record.ts";
import { renewalSteps, standingOf, stepsDone } from "./standing.ts";
import { renewalTexts } from "./texts/texts-for.ts";
import { daysLeftOf, mostUrgent, timeLeftOf, urgencyOf, type Urgency } from "./urgency.ts";

/** The badge of the extension's button. */
export interface Badge {
  /** At most four characters; empty if there is nothing to do. */
  readonly text: string;
  /** White text on it has a contrast of at least 4.5 : 1. */
  readonly colour: string;
  /** The tooltip, also for screen readers; undefined if there is nothing to say. */
  readonly title: string | undefined;
}

const colours: Readonly<Record<Urgency, string>> = { calm: "#12626b", soon: "#8a4b00", urgent: "#a3201c" };

/**
 * The badge for some certificates: that of the first one to expire of those that need action. It shows the days or
 * hours left, how many steps of an unfinished renewal are done, or that the certificate has expired.
 */
export function badgeOf(records: readonly RenewalRecord[], language: Language, now: Date): Badge {
  const record = mostUrgent(records, now);
  if (record === undefined) return { text: "", colour: colours.calm, title: undefined };
  const standing = standingOf(record, now);
  const left = timeLeftOf(record, now);
  const colour = colours[urgencyOf(daysLeftOf(record, now))];
  const title = renewalTexts(language).badge(labelOf(record), standing, left);
  if (standing === "expired" || left === undefined) return { text: "!", colour, title };
  const done = stepsDone(standing) ?? 0;
  return {
    text: done > 0 ? `${done}/${renewalSteps.length}` : shortly(left),
    colour,
    title,
  };
}

function shortly({ unit, count }: TimeLeft): string {
  if (unit === "day") return String(count);
  return count === 0 ? "<1h" : `${count}h`;
}
