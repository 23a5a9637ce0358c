import type { ComponentChildren, JSX } from "preact";

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

/**
 * A list, whose first cell names the row. Its roles are written out, because a narrow page shows each row as a block, and browsers
 * then no longer take it for a table.
 */
export function DataTable({ label, name, columns, rows }: DataTableProps): JSX.Element {
  return (
    <table class={`list ${name}`} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
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
      </tbody>
    </table>
  );
}
