import type { JSX } from "preact";
import type { ClockError } from "../../core/clock.ts";
import { formatAmount } from "../../ui/moment-format.ts";
import type { View } from "./view.ts";

/** Warns of a clock that makes a certificate seem expired or not yet valid: by how much, in which direction, and what to do. */
export function ClockNote({ clock, view }: { readonly clock: ClockError | undefined; readonly view: View }): JSX.Element | null {
  if (clock === undefined) return null;
  const { texts, language } = view;
  return <p class="note warning">{texts.clock[clock.direction](formatAmount(clock.amount, language))}</p>;
}
