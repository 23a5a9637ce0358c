import type { JSX } from "preact";
import { Button } from "../../ui/components/button.tsx";
import type { ListedSite } from "./listed-sites.ts";
import type { Texts } from "./texts/texts.ts";

interface SiteRowProps {
  readonly listed: ListedSite;
  readonly texts: Texts;
  /** Why its last action failed. */
  readonly error: string | undefined;
  readonly test: () => void;
  readonly allow: () => void;
  readonly remove: () => void;
}

/** One site of the list, with its actions. */
export function SiteRow({ listed: { site, origin, granted }, texts, error, test, allow, remove }: SiteRowProps): JSX.Element {
  return (
    <li>
      <div>
        <h3>{site.hostname}</h3>
        <p class="quiet">
          {texts.origin[origin]} · {texts.menu} {site.menuPath}
        </p>
        {!granted && <p class="warm">{texts.notGranted}</p>}
        {error !== undefined && (
          <p class="wrong" role="alert">
            {error}
          </p>
        )}
      </div>
      <div class="actions">
        {granted ? action(texts.test, test) : action(texts.grant, allow)}
        {origin === "added" && action(texts.remove, remove)}
      </div>
    </li>
  );

  function action(label: string, act: () => void): JSX.Element {
    return (
      <Button aria-label={texts.named(label, site.hostname)} onClick={act}>
        {label}
      </Button>
    );
  }
}
