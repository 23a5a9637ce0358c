import type { JSX } from "preact";
import type { SiteFault } from "../sites/site-list.ts";
import type { Texts } from "./texts/texts.ts";

/** The skipped entries of the administrator's list, each with the invalid field. */
export function SiteFaults({
  faults,
  texts,
}: {
  readonly faults: readonly SiteFault[];
  readonly texts: Texts;
}): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <div class="note warning">
      <p>{texts.faults}</p>
      <ul>
        {faults.map(({ position, field, duplicate }) => (
          <li key={position}>{texts.fault(position, field, duplicate)}</li>
        ))}
      </ul>
    </div>
  );
}
