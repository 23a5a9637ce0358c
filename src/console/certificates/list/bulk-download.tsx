import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { fetchArchives } from "../../../client/console/files.ts";
import type { Selection as Chosen } from "../../../protocol/console/selection.ts";
import { Button } from "../../../ui/components/button.tsx";
import { late } from "../../parts/late.tsx";
import { useSite } from "../../session/site.ts";
import { DownloadProgress } from "../download-progress.tsx";
import type { Selection } from "../selection.ts";
import { useDownload } from "../use-download.ts";

const ActOnSeveral = late(async () => (await import("../several/act-on-several.tsx")).ActOnSeveral);

interface BulkDownloadProps {
  readonly selected: Selection;
  readonly clear: () => void;
}

/** What is done with what is selected, on whatever page of the list: 一括ダウンロード, and what takes longer. */
export function BulkDownload({ selected, clear }: BulkDownloadProps): JSX.Element {
  const { texts } = useSite();
  const { list: words } = texts;
  const download = useDownload();
  const [asked, setAsked] = useState(false);
  const selection: Chosen = { by: "identity", certificates: [...selected.values()] };
  const press = (): void => {
    setAsked(selected.size === 0);
    if (selected.size === 0) return;
    download.begin((service, transfer) => fetchArchives(service, selection, transfer));
  };
  return (
    <div class="bulk">
      <div class="actions">
        <Button aria-disabled={download.bytes !== undefined} onClick={press}>
          {words.download}
        </Button>
        {selected.size > 0 && (
          <Button kind="link" onClick={clear}>
            {words.unselect}
          </Button>
        )}
      </div>
      <p class="quiet" role="status">
        {selected.size > 0 ? words.selected(selected.size) : asked ? words.selectFirst : ""}
      </p>
      {selected.size > 0 && <ActOnSeveral selection={selection} count={selected.size} />}
      <DownloadProgress download={download} />
    </div>
  );
}
