import type { JSX } from "preact";
import { changed, writeOperatorAddress } from "./operator-address.ts";
import { useWords } from "./texts/use-words.ts";

interface EarlierLinksProps {
  readonly page: "announcements" | "trail";
  readonly parameters: string;
  /** The number of the last one that is shown, if there are earlier ones. */
  readonly last: number | undefined;
}

/** The ways to the latest and to earlier ones; nothing if all are shown. */
export function EarlierLinks({ page, parameters, last }: EarlierLinksProps): JSX.Element | null {
  const { pages } = useWords().announcements;
  const isLatest = !new URLSearchParams(parameters).has("before");
  if (isLatest && last === undefined) return null;
  const at = (before: string): string => writeOperatorAddress({ page, parameters: changed(parameters, { before }) });
  return (
    <nav class="pager" aria-label={pages.label}>
      {!isLatest && (
        <a class="step" href={at("")}>
          {pages.latest}
        </a>
      )}
      {last !== undefined && (
        <a class="step" href={at(String(last))}>
          {pages.earlier}
        </a>
      )}
    </nav>
  );
}
