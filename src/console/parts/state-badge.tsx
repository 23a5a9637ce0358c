import type { JSX } from "preact";

/** How good or bad a state is. */
export type Tone = "good" | "waiting" | "over" | "bad";

/** A state by its word, with a colour and a shape that say the same. */
export function StateBadge({ tone, children }: { readonly tone: Tone; readonly children: string }): JSX.Element {
  return <span class={`state ${tone}`}>{children}</span>;
}
