import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/components/button.tsx";
import { patternOf, type Site } from "../sites/sites.ts";
import type { Texts } from "./texts/texts.ts";

interface GrantNoticeProps {
  readonly texts: Texts;
  /** The configured sites on whose hosts the browser does not let the extension act. */
  readonly findUngranted: () => Promise<readonly Site[]>;
  /** Asks the person by the browser's own prompt; resolves to whether they have granted it. */
  readonly grant: (patterns: string[]) => Promise<boolean>;
  readonly granted: () => void;
}

/** Says which sites the browser has not been allowed yet: in Firefox the person decides on the built-in ones, too. */
export function GrantNotice({ texts, findUngranted, grant, granted }: GrantNoticeProps): JSX.Element | null {
  const [sites, setSites] = useState<readonly Site[]>([]);
  const look = (): void => void findUngranted().then(setSites);
  useEffect(look, []);
  if (sites.length === 0) return null;
  const allow = async (): Promise<void> => {
    // First of all, while the click still counts as one.
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
