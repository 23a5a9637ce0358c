import type { JSX } from "preact";
import type { ClockError } from "../../core/clock.ts";
import { formatAmount } from "../../ui/moment-format.ts";
import type { View } from "./view.ts";

/** Warns of a clock that will hide the new certificate, or seem to end it: by how much, which way, and what to do. */
export function ClockNote({ clock, view }: { readonly clock: ClockError | undefined; readonly view: View }): JSX.Element | null {
  if (clock === undefined) return null;
  const { texts, language } = view;
  return <p class="note warning">{texts.clock[clock.direction](formatAmount(clock.amount, language))}</p>;
}
