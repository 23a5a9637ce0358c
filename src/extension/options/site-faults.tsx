import type { JSX } from "preact";
import type { PolicySetting } from "../sites/configured-sites.ts";
import type { SiteFault } from "../sites/site-list.ts";
import type { Texts } from "./texts/texts.ts";

interface SiteFaultsProps {
  readonly faults: readonly SiteFault[];
  readonly invalidSettings: readonly PolicySetting[];
  readonly texts: Texts;
}

/** The invalid settings of the administrator's policy, and the skipped entries of its list, each with the invalid field. */
export function SiteFaults({ faults, invalidSettings, texts }: SiteFaultsProps): JSX.Element | null {
  if (faults.length + invalidSettings.length === 0) return null;
  return (
    <div class="note warning">
      <p>{texts.faults}</p>
      <ul>
        {invalidSettings.map((setting) => (
          <li key={setting}>{texts.invalidSetting(setting)}</li>
        ))}
        {faults.map(({ position, field, duplicate }) => (
          <li key={position}>{texts.fault(position, field, duplicate)}</li>
        ))}
      </ul>
    </div>
  );
}
