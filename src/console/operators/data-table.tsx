import type { ComponentChildren, JSX } from "preact";
import { ListTable } from "../parts/list-table.tsx";

/** A row: a key, and its cells in the order of the columns. */
interface Row {
  readonly key: string | number;
  readonly cells: readonly ComponentChildren[];
}

interface DataTableProps {
  readonly label: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A list, whose first cell names the row. */
export function DataTable({ label, name, columns, rows }: DataTableProps): JSX.Element {
  return (
    <ListTable label={label} name={name} columns={columns}>
      {rows.map(({ key, cells }) => (
        <tr key={key} role="row">
          {cells.map((cell, place) => (
            <td
              key={columns[place]}
              role="cell"
              class={place === 0 ? "name" : undefined}
              data-term={place === 0 ? undefined : columns[place]}
            >
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </ListTable>
  );
}
