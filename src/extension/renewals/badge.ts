import type { Language } from "../../ui/language.ts";
import { labelOf, type RenewalRecord } from "./record.ts";
import { renewalSteps, standingOf, stepsDone } from "./standing.ts";
import { renewalTexts } from "./texts/texts-for.ts";
import { daysLeftOf, mostUrgent, urgencyOf, type Urgency } from "./urgency.ts";

/** What stands on the extension's button. */
export interface Badge {
  /** Four characters at most; nothing where all is well. */
  readonly text: string;
  /** White on it has a contrast of 4.5 : 1 or more. */
  readonly colour: string;
  /** The same in words, for whoever does not see the button; undefined where there is nothing to say. */
  readonly title: string | undefined;
}

const colours: Readonly<Record<Urgency, string>> = { calm: "#12626b", soon: "#8a4b00", urgent: "#a3201c" };

/**
 * The badge of some certificates: that of the one which ends first of those with something to do. It shows the days
 * left, how many of the steps are done where a renewal is left half way, or that the certificate has expired.
 */
export function badgeOf(records: readonly RenewalRecord[], language: Language, now: Date): Badge {
  const record = mostUrgent(records, now);
  if (record === undefined) return { text: "", colour: colours.calm, title: undefined };
  const standing = standingOf(record, now);
  const daysLeft = daysLeftOf(record, now);
  const colour = colours[urgencyOf(daysLeft)];
  const title = renewalTexts(language).badge(labelOf(record), standing, daysLeft);
  if (standing === "expired") return { text: "!", colour, title };
  const done = stepsDone(standing) ?? 0;
  return { text: done > 0 ? `${done}/${renewalSteps.length}` : String(daysLeft), colour, title };
}
