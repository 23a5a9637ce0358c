import stringWidth from "string-width";
import { isolated } from "../../../core/name/isolated.ts";
import { printPage } from "./print-result.ts";
import { jsonLine, printable } from "./printable.ts";

/** The columns of a list's row, by name. */
export type Facts = Readonly<Record<string, string | number | null>>;

/** The number of rows per page. */
export const pageLength = 500;

/**
 * Prints a list page by page: as lines of JSON, or as a table whose columns widen if necessary: Japanese letters take two
 * columns (UAX #11). Stops when its reader has closed the pipe.
 *
 * @param none printed on standard error if there are no rows
 */
export async function printList<Row>(
  pages: AsyncIterable<readonly Row[]>,
  factsOf: (row: Row) => Facts,
  { json, none }: { readonly json: boolean; readonly none: string },
): Promise<void> {
  let widths: number[] | undefined;
  for await (const page of pages) {
    if (page.length === 0) continue;
    const facts = page.map(factsOf);
    const head = widths === undefined ? [Object.keys(facts[0] ?? {})] : [];
    const cells = [...head, ...facts.map((each) => Object.values(each).map((value) => printable(String(value ?? "-"))))];
    widths = cells.reduce((so, row) => row.map((cell, at) => Math.max(stringWidth(cell), so[at] ?? 0)), widths ?? []);
    const lines = json
      ? facts.map((each) => jsonLine(each))
      : cells.map((row) =>
          row
            .map((cell, at) => isolated(cell) + " ".repeat((widths?.[at] ?? 0) - stringWidth(cell)))
            .join("  ")
            .trimEnd(),
        );
    if (!(await printPage(lines))) return;
  }
  if (widths === undefined) process.stderr.write(`koshin: ${none}\n`);
}
