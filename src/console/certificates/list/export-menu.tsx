import type { JSX } from "preact";
import { fetchExport } from "../../../client/console/files.ts";
import type { CertificateQuery } from "../../../protocol/console/certificates.ts";
import type { ChosenColumn, ExportOrder } from "../../../protocol/console/exports.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Menu } from "../../parts/menu.tsx";
import { useSite } from "../../session/site.ts";
import { DownloadProgress } from "../download-progress.tsx";
import { countOf, searchOf, type Chosen } from "../selection.ts";
import { useDownload } from "../use-download.ts";

interface ExportMenuProps {
  readonly query: CertificateQuery;
  readonly columns: readonly ChosenColumn[];
  readonly total: number;
  readonly chosen: Chosen;
}

/** Exports what is selected, or else all that the list finds, in its order and with its columns. */
export function ExportMenu({ query, columns, total, chosen }: ExportMenuProps): JSX.Element {
  const { texts } = useSite();
  const { export: words } = texts.finding;
  const download = useDownload();
  const selected = countOf(chosen);
  const save = (format: ExportOrder["format"]): void => {
    const { sort, order } = query;
    const certificates: ExportOrder["certificates"] =
      chosen.by === "identity" && selected > 0
        ? { by: "identity", certificates: [...chosen.named.values()] }
        : { by: "search", search: searchOf(query) };
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    download.begin((service, transfer) =>
      fetchExport(service, { certificates, format, columns: [...columns], sort, order, timeZone }, transfer),
    );
  };
  return (
    <Menu label={words.menu}>
      {() => (
        <>
          <p>{selected > 0 ? words.selected(selected) : words.all(total)}</p>
          <div class="actions">
            <Button aria-disabled={download.bytes !== undefined} onClick={() => save("csv")}>
              {words.csv}
            </Button>
            <Button aria-disabled={download.bytes !== undefined} onClick={() => save("ics")}>
              {words.ics}
            </Button>
          </div>
          <DownloadProgress download={download} />
          <p class="quiet">{words.hint}</p>
        </>
      )}
    </Menu>
  );
}
