import type { JSX } from "preact";
import type { CertificateQuery } from "../../../protocol/console/certificates.ts";
import type { ChosenColumn } from "../../../protocol/console/exports.ts";
import { Menu } from "../../parts/menu.tsx";
import { useSite } from "../../session/site.ts";
import type { Chosen } from "../selection.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { SavedViews } from "./saved-views.tsx";

interface ListToolsProps {
  readonly query: CertificateQuery;
  readonly columns: readonly ChosenColumn[];
  readonly choose: (columns: readonly ChosenColumn[] | undefined) => void;
  readonly total: number;
  readonly chosen: Chosen;
  /** Of the list, as a view keeps them. */
  readonly parameters: string;
}

/** What is done with a whole list: its columns, views of it, and its export. */
export function ListTools({ query, columns, choose, total, chosen, parameters }: ListToolsProps): JSX.Element {
  const { texts } = useSite();
  return (
    <div class="tools">
      <ColumnMenu columns={columns} choose={choose} />
      <Menu label={texts.finding.views.menu}>{() => <SavedViews parameters={parameters} />}</Menu>
      {total > 0 && <ExportMenu query={query} columns={columns} total={total} chosen={chosen} />}
    </div>
  );
}
