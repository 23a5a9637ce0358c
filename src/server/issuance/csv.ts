import { stringify } from "csv-stringify/sync";

/** What begins a CSV file, so that spreadsheets read it as UTF-8; without it, Excel misreads Japanese. */
export const byteOrderMark = "\ufeff";

/** Lines of a CSV file (RFC 4180), no cell of which a spreadsheet takes for a formula, whatever people have written into it. */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  // By itself, the library quotes a cell for the whole delimiter only: a line break alone would begin a row.
  const form = { quoted_match: /[\r\n]/, record_delimiter: "\r\n" };
  return stringify([...rows], { ...form, escape_formulas: true });
}
