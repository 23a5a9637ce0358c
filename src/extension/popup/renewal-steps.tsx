import type { JSX } from "preact";
import { renewalSteps, stepsDone, type Standing } from "../renewals/standing.ts";
import type { Texts } from "./texts/texts.ts";

/** The steps of a renewal in one line: which are done, and which is next. */
export function RenewalSteps({ standing, texts }: { readonly standing: Standing; readonly texts: Texts }): JSX.Element | null {
  const done = stepsDone(standing);
  if (done === undefined) return null;
  return (
    <ol class="steps" aria-label={texts.steps.label}>
      {renewalSteps.map((step, index) => (
        <li key={step} class={index < done ? "done" : ""} aria-current={index === done ? "step" : undefined}>
          {index < done && (
            <span class="mark" role="img" aria-label={texts.steps.done}>
              ✓
            </span>
          )}
          {texts.steps[step]}
        </li>
      ))}
    </ol>
  );
}
