import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/components/button.tsx";
import { patternOf, type Site } from "../sites/sites.ts";
import type { Texts } from "./texts/texts.ts";

interface GrantNoticeProps {
  readonly texts: Texts;
  /** The configured sites whose hosts the browser does not allow the extension to act on. */
  readonly findUngranted: () => Promise<readonly Site[]>;
  /** Asks the person with the browser's own prompt; resolves to whether they have agreed. */
  readonly grant: (patterns: string[]) => Promise<boolean>;
  readonly granted: () => void;
}

/** Lists the sites that the browser does not allow yet: in Firefox the person must allow the built-in ones, too. */
export function GrantNotice({ texts, findUngranted, grant, granted }: GrantNoticeProps): JSX.Element | null {
  const [sites, setSites] = useState<readonly Site[]>([]);
  const look = (): void => void findUngranted().then(setSites);
  useEffect(look, []);
  if (sites.length === 0) return null;
  const allow = async (): Promise<void> => {
    // The prompt must come first, while the user activation of the click lasts.
    if (!(await grant(sites.map(patternOf)))) return;
    look();
    granted();
  };
  return (
    <section class="note warning ungranted">
      <h2>{texts.ungranted}</h2>
      <ul>
        {sites.map(({ hostname }) => (
          <li key={hostname}>{hostname}</li>
        ))}
      </ul>
      <Button onClick={() => void allow()}>{texts.grant}</Button>
    </section>
  );
}
