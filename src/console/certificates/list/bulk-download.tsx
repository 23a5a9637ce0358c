import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { fetchArchives } from "../../../client/console/files.ts";
import type { IssuedRecoveryCodes } from "../../../protocol/console/recovery-codes.ts";
import { Button } from "../../../ui/components/button.tsx";
import { late } from "../../parts/late.tsx";
import { useSite } from "../../session/site.ts";
import { DownloadProgress } from "../download-progress.tsx";
import { countOf, selectionOf, type Chosen } from "../selection.ts";
import { useDownload } from "../use-download.ts";

const ActOnSeveral = late(async () => (await import("../several/act-on-several.tsx")).ActOnSeveral);

interface BulkDownloadProps {
  readonly chosen: Chosen;
  /** The number of all certificates that the list finds; undefined if all of them are on this page. */
  readonly total: number | undefined;
  /** All that a filtered list finds; undefined if it is not filtered. */
  readonly found: Chosen | undefined;
  readonly selectAll: () => void;
  readonly clear: () => void;
  readonly showCodes: (codes: IssuedRecoveryCodes) => void;
}

/** What is done with what is selected, on whatever page of the list: 一括ダウンロード, and what takes longer. */
export function BulkDownload({ chosen, total, found, selectAll, clear, showCodes }: BulkDownloadProps): JSX.Element {
  const { texts } = useSite();
  const { list: words } = texts;
  const download = useDownload();
  const [asked, setAsked] = useState(false);
  const count = countOf(chosen);
  const ofSearch = chosen.by === "search" ? texts.finding.allSelected(count) : words.selected(count);
  const said = count > 0 ? ofSearch : asked ? words.selectFirst : "";
  const press = (): void => {
    setAsked(count === 0);
    if (count > 0) download.begin((service, transfer) => fetchArchives(service, selectionOf(chosen), transfer));
  };
  return (
    <div class="bulk">
      <div class="actions">
        <Button aria-disabled={download.bytes !== undefined} onClick={press}>
          {words.download}
        </Button>
        {chosen.by === "identity" && total !== undefined && (
          <Button kind="link" onClick={selectAll}>
            {texts.finding.selectAll(total)}
          </Button>
        )}
        {count > 0 && (
          <Button kind="link" onClick={clear}>
            {words.unselect}
          </Button>
        )}
      </div>
      <p class="quiet" role="status">
        {said}
      </p>
      {count > 0 ? (
        <ActOnSeveral selection={selectionOf(chosen)} count={count} showCodes={showCodes} />
      ) : (
        found && <ActOnSeveral selection={selectionOf(found)} count={countOf(found)} showCodes={showCodes} found />
      )}
      <DownloadProgress download={download} />
    </div>
  );
}
