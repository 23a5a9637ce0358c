import type { JSX } from "preact";
import { useSite } from "../../session/site.ts";
import type { Figure } from "./figure.ts";

interface FigureTableProps {
  readonly figures: readonly Figure[];
  /** What it is opened by. */
  readonly summary: string;
  readonly label: string;
  readonly columns: readonly [name: string, count: string];
}

/** The figures of a chart for those who prefer to read them. */
export function FigureTable({ figures, summary, label, columns }: FigureTableProps): JSX.Element {
  const { language } = useSite();
  return (
    <details class="figure-table">
      <summary>{summary}</summary>
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map(({ name, count, href }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{count === 0 ? "0" : <a href={href}>{count.toLocaleString(language)}</a>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
