import type { ComponentChildren, JSX } from "preact";

interface ListTableProps {
  readonly label: string;
  /** The name by which its style knows it. */
  readonly name?: string;
  readonly columns: readonly string[];
  /** Its rows: `tr` elements with the role `row`, of cells with the role `cell`. */
  readonly children: ComponentChildren;
}

/**
 * A table of a list. Its roles are written out, because a narrow page shows each row as a block, and browsers then no longer
 * take it for a table.
 */
export function ListTable({ label, name, columns, children }: ListTableProps): JSX.Element {
  return (
    <table class={name === undefined ? "list" : `list ${name}`} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}
