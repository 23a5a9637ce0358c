import type { JSX } from "preact";
import { daysUntil, timeLeft } from "../../core/days.ts";
import { useSite } from "../session/site.ts";

/** From how many days on it is said how many are left. */
const soon = 90;

interface DaysLeftProps {
  readonly notAfter: string;
  readonly now: Date;
}

/** How long a certificate is valid still, if that is not long. */
export function DaysLeft({ notAfter, now }: DaysLeftProps): JSX.Element | null {
  const { texts } = useSite();
  const end = new Date(notAfter);
  const days = daysUntil(end, now);
  if (days > soon) return null;
  return <span class={days < soon / 3 ? "left urgent" : "left"}>{texts.left(timeLeft(end, now))}</span>;
}
